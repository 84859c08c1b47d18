"""What a commitment lacks: a table of promises of our own, from firm to blanket."""

import pytest

from reports.vagueness import NO_DEADLINE, NO_MEASURE, NO_UNIT, lacks

ALL = (NO_UNIT, NO_DEADLINE, NO_MEASURE)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        # Firm: who, when, what.
        ("由市水利局牵头、市财政局配合，2026年4月底前修复干渠渗漏点3处。", ()),
        ("各镇（街道）要于2026年6月底前建成村级充电点。", ()),
        ("市财政局负责，年底前修订项目资金管理办法。", ()),
        # One part missing.
        ("2026年9月底前追回多付的工程款。", (NO_UNIT,)),
        ("由市住建局牵头，逐户核对并退还保证金。", (NO_DEADLINE,)),
        ("由市教育局牵头，2026年底前进一步提升课后服务水平。", (NO_MEASURE,)),
        # Two.
        ("新增集中充电端口3000个。", (NO_UNIT, NO_DEADLINE)),
        ("制定公务接待清单管理细则。", (NO_UNIT, NO_DEADLINE)),
        ("按月研究用药情况，改进用药结构。", (NO_UNIT, NO_MEASURE)),
        ("每季度盘点并公示高值耗材。", (NO_UNIT,)),
        ("回收率提高到八成。", (NO_UNIT, NO_DEADLINE)),
        ("办件时限压缩30%。", (NO_UNIT, NO_DEADLINE)),
        ("将抽检结果每季度公示一次，培训店主xx人次。", (NO_UNIT,)),
        ("长期坚持，把12个站点管起来。", (NO_UNIT, NO_DEADLINE)),
        # Blanket promises.
        ("将进一步加强组织领导，压实责任，形成工作合力。", ALL),
        ("下一步，我局将持续深化改革，不断提升服务水平。", ALL),
        ("尽快研究解决，切实抓好落实。", ALL),
        ("建立健全长效机制，完善工作体系，推动各项工作再上新台阶。", ALL),
        ("全力完成年度目标任务。", ALL),
        ("打造一批精品，培育一个品牌，做好第一步的文章。", ALL),
        ("从三个方面入手，聚焦五个环节，推动高质量发展。", ALL),
        ("继续加大宣传力度，营造良好氛围。", ALL),
        # Nothing to judge.
        ("", ()),
        (" \n", ()),
    ],
)
def test_what_is_missing_is_named(text, missing):
    assert lacks(text) == missing


def test_what_the_task_has_the_text_need_not_say():
    blanket = "将进一步加强管理。"

    assert lacks(blanket, has_unit=True) == (NO_DEADLINE, NO_MEASURE)
    assert lacks(blanket, has_unit=True, has_deadline=True) == (NO_MEASURE,)
    assert lacks("新增端口300个。", has_unit=True, has_deadline=True) == ()
