"""Is this the same problem in other words? For another year's or another inspector's wording, not for copies.

Compares the pairs of characters that are left when officialese and the words of findings (抽查发现, 不到位, 流于形式) are
taken out; words of a whole field (资金, 学校, 企业) count little. Needs no dictionary of the language, so it is the same on
every machine. Only suggests: a person confirms. For copies of one text see `likeness`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.subject_words import OFFICIALESE

SAME = 0.25
"""Least sameness that is pointed out; set on `tests/reports/samples/pairs.toml`, some of which had no part in it; a test holds what both find."""

TELLING = 1.0
FIELD_WEIGHT = 0.4
HEADSTART = 2.0
"""Added to the shorter text's weight, so that two characters in common with a very short text prove little."""

ONE_WORD = 2.0
ONE_WORD_FACTOR = 0.7
"""A single word of three characters (残疾人) names whom a problem concerns, not what is wrong."""

FURTHER_BONUS = 0.08
"""What every further word in common adds, up to `MOST_FURTHER` of them, in texts of no more than `SHORT` weight."""

MOST_FURTHER = 2
SHORT = 8.0

# Words in which problems of every field are told.
_FINDINGS = frozenset(
    """
    抽查 发现 到位 整改 缺失 流于形式 形式 记录 薄弱环节 环节 获得感 不强 不全 不严 不力 过期 闲置 长期 现象 情形 情况 涉及 明显 反映 强烈 意见 较大 严重 多个 个别 一些 有的 仍有 仍未
    未按 按规定 规定时限 规定 时限 规范 混乱 执行 责任 程序 办理 质量 标准 统一 稳定 彻底 紧密 结合 比例 偏低 不足 缺口 跟不上 屡禁不止 反复 出现 发生 时有发生 超过 低于 超出 落后 群众
    基层 部门 检查 资料 登记 时间 周期 功能 相近 自行 需求 期盼 目标 主动 意识 以上 审批 年限 多年 仍 已 不 全年 去年 今年 每月 其中 五个 三个 两个 多处 不清 不规范
    走过场 走形式 万元 亿元 万余元 合计 金额 牵头 配合 会同 负责 月底 底前 月底前 年底 年底前 完成 进展 进度 慢 缓慢 整治
    """.split()
)
# Words that every report owes to its readers.
_AVOWALS = frozenset(
    """
    新时代中国特色社会主义思想 中国特色社会主义 社会主义 的二十大 全会精神 讲话精神 重要讲话 会议精神 精神 贯彻 主题教育 全面从严治党 从严治党 全面领导 的领导 组织领导 政治站位 政治责任 政治引领 使命
    """.split()
)
# Words of a whole field: half of a unit's problems hold them.
_FIELD = frozenset(
    """
    学校 校园 项目 资金 专项 社区 安全 生产 补贴 人员 工程 施工 企业 小区 老旧 党员 干部 农田 高标准 门口 拥堵 时段 队伍 培训 制度 服务 信息 系统 平台 执法 车辆 医疗 养老 教师 设施 国有 资产
    村级 乡镇 街道 财政 预算 补助 上级 农村 城区 公共 燃气 建筑 工地 招标 政府 采购 岗位 就业 医院 卫生院 水库 河道 改造 验收 考核 监管 宣传 培育 产业 投资
    """.split()
)


def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    """Longest first: 流于形式 is one word, not 形式."""
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


_SAID_EVERYWHERE = _any_of(OFFICIALESE | _FINDINGS | _AVOWALS)
_OF_A_FIELD = _any_of(_FIELD)
_POINT = re.compile(r"(?:[一二三四五六七八九十]{1,2}是|[（(]\d{1,2}[）)]|[①-⑳])")
MOST_POINTS = 8
_BETWEEN = re.compile(r"[^\u3400-\u9fff]+")


@dataclass(frozen=True)
class Subject:
    """What a problem is about: its telling pairs of characters and field words, each with its weight."""

    weights: dict[str, float]
    total: float


def subject_of(text: str) -> Subject:
    weights = {pair: TELLING for run in _telling_runs(text) for pair in _pairs(run)}
    weights |= dict.fromkeys(_OF_A_FIELD.findall(_without_officialese(text)), FIELD_WEIGHT)
    return Subject(weights, sum(weights.values()))


def sameness(one: Subject, other: Subject) -> float:
    """0 (nothing telling in common) to 1: half the shared weight of both, half that of the shorter one.

    Several separate words in common (路灯 and 报修) prove more than one long one (a place's name), the more so the shorter
    the texts are: long ones share words by chance.
    """
    if not one.total or not other.total:
        return 0.0
    keys = one.weights.keys() & other.weights.keys()
    shared = sum(one.weights[key] for key in keys)
    shorter = min(one.total, other.total)
    of_both = 2 * shared / (one.total + other.total)
    of_shorter = shared / (shorter + HEADSTART)
    words = _separate(key for key in keys if one.weights[key] == TELLING)
    if words <= 1 and shared <= ONE_WORD:
        return (of_both + of_shorter) / 2 * ONE_WORD_FACTOR
    further = max(0, min(words - 1, MOST_FURTHER))
    bonus = further * FURTHER_BONUS * min(1.0, SHORT / shorter) ** 2
    return min(1.0, (of_both + of_shorter) / 2 + bonus)


def _separate(pairs: Iterable[str]) -> int:
    """How many words the pairs of characters make up: 路灯 灯率 are one, 路灯 报修 two."""
    found = set(pairs)
    tails = {pair[1] for pair in found}
    return sum(pair[0] not in tails for pair in found)


def shared_words(one: str, other: str, most: int = 4) -> list[str]:
    """The longest stretches of `one` that `other` has too, officialese left out: why the two are held to be the same."""
    telling = set(subject_of(other).weights)
    found: dict[str, None] = {}
    for run in _telling_runs(one):
        start = 0
        while start < len(run) - 1:
            end = start + 1
            while end < len(run) and run[end - 1 : end + 1] in telling:
                end += 1
            if end - start >= 2:
                found[run[start:end]] = None
            start = max(end - 1, start + 1)
    words = sorted(found, key=len, reverse=True)
    words += [word for word in _OF_A_FIELD.findall(_without_officialese(one)) if word in telling]
    return _without_parts(words)[:most]


def _without_parts(words: list[str]) -> list[str]:
    """The words without those that an earlier one contains."""
    return [word for place, word in enumerate(words) if not any(word in longer for longer in words[:place])]


def search_pieces(text: str, most: int = 10) -> list[str]:
    """Telling pairs of characters, spread over the text, by which a database can look for the same problem."""
    pieces = list(dict.fromkeys(pair for run in _telling_runs(text) for pair in _pairs(run)))
    if len(pieces) <= most:
        return pieces
    return [pieces[place * len(pieces) // most] for place in range(most)]


def _telling_runs(text: str) -> Iterator[str]:
    left = _OF_A_FIELD.sub("|", _without_officialese(text))
    return (run for run in _BETWEEN.split(left) if len(run) >= 2)


def _without_officialese(text: str) -> str:
    words = "".join(unicodedata.normalize("NFKC", text).split())
    return _SAID_EVERYWHERE.sub("|", words)


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def subjects_of_points(text: str) -> list[Subject]:
    """The subject of the whole text and of each of its points (一是…二是…): one of them alone may be said again."""
    cuts = [mark.start() for mark in _POINT.finditer(text)][:MOST_POINTS]
    points = [text[start:end] for start, end in pairwise([*cuts, len(text)])]
    return [subject_of(text), *(subject_of(point) for point in points if len(points) > 1)]


def best_sameness(one: list[Subject], other: list[Subject]) -> float:
    """The highest sameness of a point of one with a point of the other, wholes included."""
    return max((sameness(mine, theirs) for mine in one for theirs in other), default=0.0)


def percent(score: float) -> int:
    """The sameness as pages show it: the least that is pointed out is 50, a copy 100; cut, not rounded."""
    return max(0, min(100, int(50 + (score - SAME) * 100)))
