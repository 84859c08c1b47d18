"""Which of our units does a phrase of a report name? By name, alias, short form and class; doubt gives nothing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_EVERY_TOWN = re.compile(
    r"^(?:全市|全县|全区|市辖)?各(?:乡镇|镇|乡|街道|镇街|乡镇街道|镇乡)[（(、和及]?(?:街道|镇|乡|园区|办事处)*[）)]?$"
)
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,6}$")
_LEAST_SHORT_FORM = 3
_SEPARATORS = re.compile(r"[、，,；;\n/]+")


@dataclass(frozen=True)
class Named:
    """A unit of the register as far as names go."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()
    is_town: bool = False


class UnitNames:
    """The names of all units, ready to be asked."""

    def __init__(self, units: Iterable[Named]) -> None:
        self.units = tuple(units)
        self._by_name = {_plain(unit.name): unit.key for unit in self.units}
        self._by_alias: dict[str, set[int]] = {}
        for unit in self.units:
            for alias in unit.aliases:
                self._by_alias.setdefault(_plain(alias), set()).add(unit.key)

    def find(self, phrase: str) -> int | None:
        """The key of the one unit that the phrase names, or None where there is none or more than one."""
        words = _plain(phrase)
        if words in self._by_name:
            return self._by_name[words]
        for candidates in (
            self._by_alias.get(words, set()),
            self._ending_in(words),
            self._beginning_with(words),
            self._begun_by_a_place(words),
        ):
            if candidates:
                return next(iter(candidates)) if len(candidates) == 1 else None
        return None

    def find_all(self, phrase: str) -> list[int]:
        """The keys of every unit that the phrase names: one unit, or all of a class (各镇（街道）)."""
        if _EVERY_TOWN.match(_plain(phrase)):
            return [unit.key for unit in self.units if unit.is_town]
        key = self.find(phrase)
        return [] if key is None else [key]

    def _ending_in(self, words: str) -> set[int]:
        """财政局 names 市财政局 when no other unit's name ends in it."""
        if len(words) < _LEAST_SHORT_FORM:
            return set()
        return {unit.key for unit in self.units if _plain(unit.name).endswith(words)}

    def _beginning_with(self, words: str) -> set[int]:
        """市卫生健康委 names 市卫生健康委员会."""
        if len(words) <= _LEAST_SHORT_FORM:
            return set()
        return {unit.key for unit in self.units if _plain(unit.name).startswith(words)}

    def _begun_by_a_place(self, words: str) -> set[int]:
        """The place's own name before 市财政局 changes nothing; 县财政局 is somebody else, so aliases do not count."""
        return {
            unit.key
            for unit in self.units
            if len(unit.name) >= _LEAST_SHORT_FORM
            and words.endswith(_plain(unit.name))
            and unit.name[0] in "市县区省"
            and _PLACE.match(words[: -len(_plain(unit.name))])
        }


def split_names(text: str) -> list[str]:
    """The names in a list as people type it: parted by 、 or a comma, a semicolon, a slash or a line."""
    return [name.strip() for name in _SEPARATORS.split(text) if name.strip()]


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace("(", "（").replace(")", "）")
