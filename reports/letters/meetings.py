"""The papers of a round: its agenda (议程) and its minutes (纪要)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import IO

from reports.letters.paper import Paper

_NUMERALS = "一二三四五六七八九十"


def day_words(day: dt.date) -> str:
    """Return a day as papers write it: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class AgendaItem:
    """One task of an agenda, in words."""

    colour: str
    number: str
    title: str
    units: str
    due: str
    """deadline with the days left or late"""
    reason: str
    next_actor: str
    progress: str
    last_decisions: list[str] = field(default_factory=list)
    """each with what became of it"""


@dataclass(frozen=True)
class AgendaPaper:
    title: str
    held_on: dt.date
    unit: str
    chair: str
    attendees: str
    items: list[AgendaItem]

    def write(self, stream: IO[bytes]) -> None:
        """Write the agenda as .docx: colour by colour, in the order of the items."""
        paper = Paper(f"{self.title}\n议程")
        _facts(paper, self.held_on, self.unit, self.chair, self.attendees)
        if not self.items:
            paper.text("议程里还没有任务。")
        position = 0
        for place, (colour, items) in enumerate(groupby(self.items, key=lambda item: item.colour)):
            several = list(items)
            paper.head(f"{_NUMERALS[place % len(_NUMERALS)]}、{colour}（{len(several)} 项）")
            for item in several:
                position += 1
                _agenda_item(paper, position, item)
        paper.save(stream)


def _agenda_item(paper: Paper, position: int, item: AgendaItem) -> None:
    paper.subhead(f"{position}. {item.title}（{item.number}）")
    paper.text(f"{item.units}。时限 {item.due}。上会原因：{item.reason}。下一步：{item.next_actor}。")
    paper.fact("最近进展", item.progress or "还没有报送进展。")
    paper.fact("上次决定", "；".join(item.last_decisions))


@dataclass(frozen=True)
class MinutesItem:
    """What was decided on one task, in words."""

    number: str
    title: str
    unit: str
    conclusion: str
    decisions: list[str]


@dataclass(frozen=True)
class MinutesPaper:
    title: str
    held_on: dt.date
    unit: str
    chair: str
    attendees: str
    minutes: str
    is_settled: bool
    items: list[MinutesItem]

    def write(self, stream: IO[bytes]) -> None:
        """Write the minutes as .docx: what the meeting said, then task by task what was decided."""
        paper = Paper(f"{self.title}\n纪要" + ("" if self.is_settled else "（未定稿）"))
        _facts(paper, self.held_on, self.unit, self.chair, self.attendees)
        paper.head("一、会议情况")
        paper.text(self.minutes or "纪要尚未填写。")
        paper.head("二、议定事项")
        if not self.items:
            paper.text("会议没有对具体任务作出决定。")
        for position, item in enumerate(self.items, start=1):
            paper.subhead(f"{position}. {item.title}（{item.number}，{item.unit}）")
            paper.text(item.conclusion)
            for decision in item.decisions:
                paper.text(decision)
        paper.save(stream)


def _facts(paper: Paper, held_on: dt.date, unit: str, chair: str, attendees: str) -> None:
    paper.fact("时间", day_words(held_on))
    paper.fact("召开单位", unit)
    paper.fact("主持人", chair)
    paper.fact("参加人员", attendees)
    paper.blank()
