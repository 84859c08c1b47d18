"""The units that a cell names: one that leads, others that assist. Names only; which unit it is, the register knows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PARTS = re.compile(r"[、,，;；/|\n\s]+")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、)）]|[①-⑳])")
_IN_BRACKETS = re.compile(r"\s*（(牵头|主办|主责|配合|协办)(?:单位|部门)?）")
_LEADS = re.compile(r"(?:负责)?(?:牵头|主办|主责)(?:负责)?$")
_ASSISTS = re.compile(r"(?:负责)?(?:协助)?(?:配合|协办|参与)$")
_LEAD_LABEL = re.compile(r"^(?:由|(?:牵头|主办|责任)(?:单位|部门)[:：])")
_ASSIST_LABEL = re.compile(r"^(?:(?:配合|协办)(?:单位|部门)[:：])")
_AND_LEAD = re.compile(r"(牵头|主办)(?!单位|部门)[,;]?\s*(?=\S)")
_VAGUE = re.compile(
    r"^(?:各|相关|有关|其他|其它|所有|全市|全县|全区|涉及)|(?:相关|有关|等)(?:单位|部门)$|^(?:无|/|—|-+)$"
)


@dataclass(frozen=True)
class ChargedUnits:
    lead: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()


def charged_units(cell: str) -> ChargedUnits:
    """Return the names in a cell of lead units; “甲牵头，乙、丙配合” puts 乙 and 丙 among those that assist."""
    text = unicodedata.normalize("NFKC", cell).replace("。", ",")
    text = re.sub(r"\(", "（", re.sub(r"\)", "）", text))
    text = _IN_BRACKETS.sub(r"\1、", text)
    lead: list[str] = []
    assist: list[str] = []
    pending: list[str] = []
    assisting = False
    for part in _PARTS.split(_AND_LEAD.sub(r"\1、", text)):
        part = _NUMBERING.sub("", part)
        if _ASSIST_LABEL.match(part):
            assisting = True
        elif _LEAD_LABEL.match(part):
            assisting = False
        name = _ASSIST_LABEL.sub("", _LEAD_LABEL.sub("", part))
        if _LEADS.search(name):
            # Names parted before “牵头” all lead: 甲、乙牵头.
            lead += [*pending, _LEADS.sub("", name)]
            pending = []
            assisting = True
        elif _ASSISTS.search(name):
            assist += [*pending, _ASSISTS.sub("", name)]
            pending = []
        elif name and assisting:
            assist.append(name)
        elif name:
            pending.append(name)
    lead += pending
    return ChargedUnits(_tidy(lead), _tidy(assist, besides=lead))


def is_vague(name: str) -> bool:
    """A class of units or nobody in particular (各镇（街道）, 相关单位): no unit that could be held to it."""
    return bool(_VAGUE.search(name))


def _tidy(names: list[str], besides: list[str] | None = None) -> tuple[str, ...]:
    tidied = (re.sub(r"等$", "", name).strip("：:") for name in names)
    return tuple(dict.fromkeys(name for name in tidied if name and name not in (besides or ())))
