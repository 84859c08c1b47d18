"""Words of a text that say what it is about; officialese that fits everything is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import rjieba

# Verbs, adjectives and frames that stand in every plan and every complaint.
OFFICIALESE = frozenset(
    """
    加强 提升 提高 完善 强化 推进 推动 健全 建立 优化 深化 聚焦 坚持 进一步 持续 积极 切实 不断 着力 全面 深入 落实 开展 做好 抓好 加大 加快 力度 工作 能力 水平
    机制 体系 建设 发展 管理 问题 困难 不足 存在 不够 较 还 有待 需要 需 方面 情况 相关 有关 进行 实现 确保 通过 围绕 结合 重点 主要 突出 一些 部分 个别 少数 目前 当前 仍 仍然
    一是 二是 三是 四是 五是 六是 一要 二要 三要 以及 由于 因为 导致 造成 影响 具有 成为 作用 发挥 充分 有效 有力 增强 促进 实施 制定 形成 打造 构建 创新 高质量 高标准 扎实 稳步
    全区 全县 全市 我区 我县 我市 我局 各级 各项 各类 等等 单位 要求 任务 措施 方案 计划 继续 努力 保障 支持 引导 鼓励 组织 严格 认真 时 中 上 下 大 多 高 好 新 更加 更 比较 相对
    不高 不强 不到位 不完善 不健全 滞后 薄弱 缺乏 缺少 欠缺 差距 较大 较低 难以 不能 没有 尚未 未 容易 同时 此外 另外 方式 模式 作为 以 为 基础 整体 总体 实际 具体 各 全 性 化 度
    改革 政策 落地 试点 体制 精准 行动 xx 及时 使用 相结合 满足 过程 领域 国家 综合 活动 资源 开发 成效 实效 合作 单一
    """.split()
)
# Words of one subject: a shared subject counts where the words differ.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "宣传": ("宣传", "推广", "知晓", "普及", "解读", "讲解", "科普", "宣讲", "舆论", "知晓率", "知晓度"),
    "人员": (
        "人员",
        "人才",
        "队伍",
        "干部",
        "编制",
        "人手",
        "招聘",
        "引才",
        "培养",
        "培训",
        "老化",
        "老龄化",
        "梯队",
        "年轻干部",
        "素质",
        "业务能力",
        "干警",
        "师资",
        "教师",
        "职工",
    ),
    "资金": (
        "资金",
        "经费",
        "投入",
        "财政",
        "预算",
        "融资",
        "筹资",
        "补助",
        "补贴",
        "贷款",
        "信贷",
        "资本",
        "债务",
    ),
    "信息化": (
        "信息化",
        "数字化",
        "智慧",
        "智能",
        "智能化",
        "数据",
        "平台",
        "系统",
        "互联网",
        "大数据",
        "智慧化",
        "数字",
    ),
    "协同": (
        "协同",
        "联动",
        "沟通",
        "协调",
        "共享",
        "合力",
        "互通",
        "衔接",
        "统筹",
        "牵头",
        "数据共享",
        "信息共享",
        "联合",
        "部门间",
        "互联",
    ),
    "监管": (
        "监管",
        "执法",
        "监督",
        "检查",
        "查处",
        "打击",
        "处罚",
        "惩处",
        "稽查",
        "监督检查",
        "巡查",
        "违规",
        "违法",
    ),
    "土地": ("土地", "用地", "耕地", "地块", "指标"),
    "参与": ("参与", "主体", "多元", "社会组织", "乡贤", "社会力量", "参与度", "招引", "群众性"),
    "品牌": ("品牌", "精品", "特色", "知名度", "打响"),
    "服务": ("服务", "便捷", "便民", "办事", "流程", "效能", "服务质量", "窗口", "经办"),
    "廉政": (
        "廉政",
        "党风",
        "违纪",
        "作风",
        "纪律",
        "廉洁",
        "腐败",
        "警示教育",
        "以案促改",
        "党风廉政",
        "党风廉政建设",
    ),
    "设施": ("设施", "基础设施", "设备", "硬件", "装备", "场地", "管网", "改造"),
    "安全": ("安全", "隐患", "风险", "事故", "应急", "消防"),
    "项目": ("项目", "招商", "开工", "投资", "落地"),
    "科技": ("科技", "技术", "技能", "科研", "研发"),
    "企业": ("企业", "市场主体", "营商环境", "助企", "小微企业", "民营"),
    "考核": ("考核", "评价", "激励", "督查", "问责", "绩效"),
    "销售": ("销售", "营销", "电商", "直播", "带货", "展销", "销路", "滞销", "产销", "批发", "购销"),
    "诈骗": ("诈骗", "反诈", "电诈", "防诈"),
    "征迁": ("征迁", "征地", "拆迁", "征收", "安置房"),
    "交通": ("交通", "停车", "拥堵", "公交", "公路", "道路", "出行"),
    "生态": ("生态", "环保", "污染", "水质", "排污", "治污", "黑臭", "扬尘", "大气"),
    "养老": ("养老", "敬老", "老年", "适老", "护理"),
    "就业": ("就业", "用工", "招工", "岗位", "求职", "稳岗", "毕业生"),
    "矛盾": ("矛盾", "纠纷", "信访", "调解", "积案", "上访"),
    "制度": (
        "建章立制",
        "规章",
        "制度建设",
        "长效机制",
        "长效",
        "制度执行",
        "制度落实",
        "管理制度",
        "内控",
        "合规",
    ),
    "担当": ("担当", "畏难", "攻坚克难", "斗争精神", "敢于碰硬", "等靠", "推诿", "懈怠", "消极", "主动作为"),
    "文旅": ("旅游", "文旅", "景区", "文创", "研学", "民宿", "游客"),
    "环境卫生": ("卫生习惯", "保洁", "脏乱", "垃圾", "清洁", "清扫", "人居环境", "庭院", "门前三包"),
    "容错": ("容错", "免责", "追责", "顾虑", "不敢", "不愿"),
    "调研": ("调研", "走访", "深入基层", "蹲点"),
    "招商": ("招商", "引资", "外资", "签约"),
    "欠款": ("欠费", "欠款", "清欠", "拖欠", "账款", "清收", "催收", "欠薪"),
    "思想": ("思想", "学习", "理论", "认识", "意识", "站位", "政治"),
}
SUBJECT_OF = {word: subject for subject, words in SUBJECTS.items() for word in words}
# Longest first: 党风廉政建设 is one word, not three.
SUBJECT_WORD = re.compile("|".join(sorted(SUBJECT_OF, key=len, reverse=True)))
# 第二, 首先, 二次, 万元: they count what is spoken of.
NUMERAL = re.compile(
    r"^(?:第?[一二三四五六七八九十两百千万亿几]{1,3}[次个件项是要级类年月日元人户名批条章]?|首先|其次|再次|最后|此外|月底|年底|年内|今年|明年|近年来?)$"
)
# From this length on the parts of a word are counted beside it.
LONG_WORD = 4
WORD = re.compile(r"^(?:[\u4e00-\u9fff]{2,}|[A-WYZa-wyz]{2,})$")


def subjects_of(text: str) -> Counter[str]:
    """How often each telling word occurs, and each subject that the text touches (as “〔宣传〕”)."""
    counts = Counter(
        word
        for word in _words(text)
        if word not in OFFICIALESE and WORD.match(word) and not NUMERAL.match(word)
    )
    counts.update(f"〔{SUBJECT_OF[match.group()]}〕" for match in SUBJECT_WORD.finditer(text))
    return counts


def _words(text: str) -> Iterator[str]:
    """Words, and of the long ones their parts too: 监督检查 is also 监督 and 检查, but 农产品 is one word, not three."""
    for word in rjieba.cut(text):
        yield word
        if len(word) >= LONG_WORD:
            yield from (part for part in rjieba.cut_for_search(word) if part != word)
