"""Which of our units does a phrase of a report name? By name, alias, short form and class; doubt gives nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[、，,；;\n/]+")
_BRACKETS = re.compile(r"（([^）]*)）")
# 市 before 市场, 区 before 区域 is no level.
_LEVEL = r"市(?!场|监(?:局|部门|分局)|政(?!府)|民(?!政)|容|区|域)|县(?!域|城)|区(?!域|划)|州|省|镇|乡"
_PLACED = re.compile(
    rf"^(?:全|本|我|该)?(?P<place>[\u4e00-\u9fff]{{2,4}}?(?<!城)(?<!开发)(?<!高新)(?<!园)(?<!新)(?<!景)(?<!社))?(?P<level>{_LEVEL})(?=.)"
)
_PARTY = re.compile(r"^(?:中共|中国共产党)")
# One way to write each of these, whichever was chosen.
_SPELLINGS = (
    ("人民政府", "政府"), ("街道党工委", "街道"), ("街道办事处", "街道"), ("街道办", "街道"), ("委员会", "委"), ("办公室", "办"),
    ("人民法院", "法院"), ("人民检察院", "检察院"), ("残疾人联合会", "残联"), ("妇女联合会", "妇联"), ("工商业联合会", "工商联"),
    ("文学艺术界联合会", "文联"), ("科学技术协会", "科协"), ("总工会", "工会"), ("纪律检查委", "纪委"), ("纪委监委", "纪委"), ("机构编制委办", "编办"),
    ("供销合作联社", "供销社"), ("供销联社", "供销社"),
)  # fmt: skip
# What an office was called before, or is called elsewhere → what it is looked for as, if nothing else has the name.
_ALSO_CALLED = (
    ("环境保护", "生态环境"), ("环保", "生态环境"), ("国土资源", "自然资源"), ("国土", "自然资源"), ("规划", "自然资源规划"), ("卫生计生", "卫生健康"),
    ("卫计", "卫生健康"), ("工商", "市场监督管理"), ("质监", "市场监督管理"), ("食药监", "市场监督管理"), ("安监", "应急管理"), ("水务", "水利"), ("水利", "水务"),
    ("教体", "教育"), ("教育体育", "教育"), ("教育", "教育体育"), ("经信", "工业信息化"), ("扶贫", "乡村振兴"), ("旅游", "文化旅游"), ("文广旅", "文化旅游"),
    ("综合执法", "城市管理"), ("综合行政执法", "城市管理"), ("城管执法", "城市管理"), ("房管", "住房城乡建设"), ("大数据", "数据"),
)  # fmt: skip
_TOWN = re.compile(r"(?<=[镇乡])(?:[党D]委政府|[党D]委|政府)$")
_ETC = re.compile(r"(?:主管)?(?:部门|机关)$")
_OFFICE_END = "局委办"
# The same office is a 局 here and a 委 there.
_OTHER_END = {"局": "委", "委": "局"}
_LEAST_SHORT_FORM = 2


@dataclass(frozen=True)
class Named:
    """A unit of the register as far as names go; `path` tells where it stands in the tree (“1/4/12/”)."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()
    is_town: bool = False
    is_department: bool = False
    is_government: bool = False
    path: str = ""


@dataclass(frozen=True)
class _Form:
    """A name taken apart: 云川市财政局 → 云川, 市, 财政局."""

    place: str
    level: str
    core: str

    @classmethod
    def of(cls, text: str) -> _Form:
        words = _PARTY.sub("", _BRACKETS.sub("", text))
        for long, short in _SPELLINGS:
            words = words.replace(long, short)
        words = _TOWN.sub("", words)
        match = _PLACED.match(words)
        place, level = (match["place"] or "", match["level"]) if match else ("", "")
        return cls(place, level, re.sub("[和与及]", "", words[match.end() :] if match else words))

    def may_be(self, other: _Form) -> bool:
        """Nothing in place and level says that it is somebody else."""
        return not (self.level and other.level and self.level != other.level) and not (
            self.place and other.place and self.place != other.place
        )


class UnitNames:
    """The names of all units, ready to be asked."""

    def __init__(self, units: Iterable[Named]) -> None:
        self.units = tuple(units)
        self._paths = {unit.key: unit.path for unit in self.units}
        self._by_name = {_plain(unit.name): unit.key for unit in self.units}
        self._by_alias: dict[str, set[int]] = defaultdict(set)
        self._forms: list[tuple[int, _Form]] = []
        # A ledger asks for the same few names in every row.
        self._answers: dict[tuple[str, int | None], int | None] = {}
        for unit in self.units:
            name = _plain(unit.name)
            own = _Form.of(name)
            above = own.level or self._level_above(unit)
            for words in (
                name,
                *map(_plain, unit.aliases),
                _BRACKETS.sub("", name),
                *_BRACKETS.findall(name),
            ):
                self._by_alias[words].add(unit.key)
                form = _Form.of(words)
                self._forms.append((unit.key, _Form(form.place or own.place, form.level or above, form.core)))

    def _level_above(self, unit: Named) -> str:
        """The level of the government that a unit of no level of its own stands under."""
        above = [
            one for one in self.units if one.is_government and one.path and unit.path.startswith(one.path)
        ]
        return _Form.of(_plain(max(above, key=lambda one: len(one.path)).name)).level if above else ""

    def find(self, phrase: str, *, near: int | None = None) -> int | None:
        """The key of the one unit that the phrase names, or None where there is none or more than one.

        Of several that bear the name at different places of the tree, the one nearest to the unit `near` is meant.
        """
        asked = (phrase, near)
        if asked not in self._answers:
            self._answers[asked] = self._find(_plain(phrase), near)
        return self._answers[asked]

    def _find(self, words: str, near: int | None) -> int | None:
        form = _Form.of(words)
        exact = self._by_name.get(words)
        if exact is not None and (form.level or near is None):
            return exact
        for candidates in (
            self._by_alias.get(words, set()) | (self._alike(form, _same) if exact is not None else set()),
            self._alike(form, _same),
            self._alike(form, _short_form),
            self._alike(form, _field),
            self._beginning_with(words),
            self._called_otherwise(form),
        ):
            if candidates:
                return self._nearest(candidates, near) or exact
        return None

    def find_all(self, phrase: str, *, near: int | None = None) -> list[int]:
        """The keys of every unit that the phrase names: one unit, or all of a class (各镇（街道）) around `near`."""
        words = _plain(phrase)
        for pattern, belongs in _CLASSES:
            if pattern.match(words):
                return self._around(near, [unit.key for unit in self.units if belongs(unit, words)])
        key = self.find(phrase, near=near)
        return [] if key is None else [key]

    def _alike(self, form: _Form, agrees: Callable[[str, str], bool]) -> set[int]:
        return {key for key, known in self._forms if form.may_be(known) and agrees(form.core, known.core)}

    def _called_otherwise(self, form: _Form) -> set[int]:
        """市环保局 for 市生态环境局."""
        cores = [new + form.core[len(old) :] for old, new in _ALSO_CALLED if form.core.startswith(old)]
        if len(form.core) > _LEAST_SHORT_FORM and form.core[-1] in _OTHER_END:
            cores += [
                core[:-1] + _OTHER_END[core[-1]] for core in (form.core, *cores) if core[-1] in _OTHER_END
            ]
        found: set[int] = set()
        for core in cores:
            renamed = _Form(form.place, form.level, core)
            found |= (
                self._alike(renamed, _same)
                or self._alike(renamed, _short_form)
                or self._alike(renamed, _field)
            )
        return found

    def _beginning_with(self, words: str) -> set[int]:
        """市城市管理 names 市城市管理局."""
        return {unit.key for unit in self.units if len(words) > 3 and _plain(unit.name).startswith(words)}

    def _nearest(self, candidates: set[int], near: int | None) -> int | None:
        """The only candidate, or the only one that is fewest steps away from `near` in the tree."""
        if len(candidates) == 1:
            return next(iter(candidates))
        home = self._paths.get(near, "") if near is not None else ""
        if not home:
            return None
        steps = {key: _steps_between(self._paths[key], home) for key in candidates}
        best = [key for key in candidates if steps[key] == min(steps.values())]
        return best[0] if len(best) == 1 else None

    def _around(self, near: int | None, keys: list[int]) -> list[int]:
        """Those below the nearest government above `near`, or all where that has none."""
        home = self._paths.get(near, "") if near is not None else ""
        governments = [
            unit.path
            for unit in self.units
            if unit.is_government and unit.path and home.startswith(unit.path)
        ]
        for path in sorted(governments, key=len, reverse=True):
            below = [key for key in keys if self._paths[key].startswith(path) and self._paths[key] != path]
            if below:
                return below
        return keys


# --- how a phrase and a name agree, place and level apart ------------------------------------------------------


def _same(words: str, name: str) -> bool:
    return words == name


def _short_form(words: str, name: str) -> bool:
    """财局 of 财政局, 人社局 of 人力资源社会保障局: some of its characters in order, the first and the last among them."""
    return (
        _LEAST_SHORT_FORM <= len(words) < len(name)
        and (words[0], words[-1]) == (name[0], name[-1])
        and ("分局" in words) == ("分局" in name)
        and _in_order(words, name)
    )


def _field(words: str, name: str) -> bool:
    """财政部门 or only 财政 for 财政局."""
    field = _ETC.sub("", words)
    return (
        len(field) >= _LEAST_SHORT_FORM
        and name[-1:] in _OFFICE_END
        and field[-1] not in _OFFICE_END
        and field[0] == name[0]
        and "分局" not in name
        and _in_order(field, name[:-1])
    )


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _steps_between(path: str, home: str) -> int:
    """Up from one to where both ways part, and down to the other."""
    one, other = path.strip("/").split("/"), home.strip("/").split("/")
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return len(one) + len(other) - 2 * shared


# --- classes --------------------------------------------------------------------------------------------------
_ALL = r"(?:(?:全[市县区州]|辖区内?|市辖|[市县区]属)?(?:各级?|所有)|全[市县区])"
_TOWN_WORD = r"(?:乡镇|镇街|镇乡|镇|乡|街道|街|园区|办事处)"


def _is_such_a_town(unit: Named, words: str) -> bool:
    """街道 only where the class is 各街道, 镇 and 乡 only where it is 各乡镇; both where both are named."""
    wanted = [kind for kind in "镇乡街" if kind in words]
    return unit.is_town and ("街" if "街道" in unit.name else unit.name[-1]) in (
        *wanted,
        *(["镇"] if "乡" in wanted else []),
    )


def _ends(*endings: str) -> Callable[[Named, str], bool]:
    return lambda unit, words: _plain(unit.name).endswith(endings)


_CLASSES: tuple[tuple[re.Pattern[str], Callable[[Named, str], bool]], ...] = (
    (re.compile(rf"^{_ALL}{_TOWN_WORD}[（、和及(]?(?:{_TOWN_WORD}[、]?)*[）)]?(?:政府|[党D]委政府|[党D]（工）委|[党D]委)?$"), _is_such_a_town),
    (re.compile(r"^(?:[市县区]直|[市县区]级)(?:各|机关)?(?:有关|相关)?(?:部门|单位|机关)(?:单位)?$|^各[市县区]直(?:部门|单位)$"), lambda unit, words: unit.is_department),
    (re.compile(rf"^{_ALL}(?:县|区|县区|区县|县市区|市县区)(?:（[市县区、]+）)?(?:政府)?$"), lambda unit, words: unit.is_government and unit.path.count("/") > 1),
    (re.compile(rf"^{_ALL}(?:中小|公办|民办|直属)*(?:学校|中小学|中小学校)$"), _ends("学校", "小学", "中学", "一中", "二中", "三中")),
    (re.compile(rf"^{_ALL}幼儿园$"), _ends("幼儿园")),
    (re.compile(rf"^{_ALL}(?:公立)?(?:医院|医疗机构|卫生院)$"), _ends("医院", "卫生院", "卫生服务中心")),
    (re.compile(rf"^(?:{_ALL}|[市县区]属(?:各)?)(?:国有企业|国企)$"), _ends("集团", "公司")),
)  # fmt: skip


def split_names(text: str) -> list[str]:
    """The names in a list as people type it: parted by 、 or a comma, a semicolon, a slash or a line."""
    return [name.strip() for name in _SEPARATORS.split(text) if name.strip()]


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace("(", "（").replace(")", "）")
