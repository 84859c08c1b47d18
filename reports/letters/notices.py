"""The paper of a notice (函件): in the form of a letter (信函格式), its matters one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import IO

from reports.letters.meetings import day_words
from reports.letters.paper import Paper


@dataclass(frozen=True)
class NoticeItem:
    """One task of a notice, in words."""

    number: str
    title: str
    source: str
    problem: str
    commitment: str
    units: str
    due: str
    """deadline, where it matters with the days left or late"""


@dataclass(frozen=True)
class NoticePaper:
    kind: str
    number: str
    document_number: str
    """the office's own 发文字号; empty: left out"""
    office: str
    unit: str
    opening: str
    items: list[NoticeItem]
    demand: str
    reply_by: dt.date | None
    contact: str
    issued_on: dt.date | None
    """none: a draft, and the paper says so"""

    def write(self, stream: IO[bytes]) -> None:
        """Write the notice as .docx."""
        paper = Paper(
            _heading(self.kind, self.items),
            letterhead=self.office,
            number=self.document_number or self.number,
        )
        paper.addressee(self.unit)
        paper.text(self.opening)
        for position, item in enumerate(self.items, start=1):
            _item(paper, position if len(self.items) > 1 else 0, item)
        paper.head("有关要求")
        paper.text(self.demand)
        if self.reply_by:
            paper.text(f"请于{day_words(self.reply_by)}前书面回复，并在系统中登记。")
        paper.fact("联系人及电话", self.contact)
        paper.blank()
        paper.signed(self.office)
        paper.signed(day_words(self.issued_on) if self.issued_on else "（草稿，尚未印发）")
        paper.fact("系统编号", self.number if self.document_number else "")
        paper.save(stream)


def _heading(kind: str, items: list[NoticeItem]) -> str:
    if len(items) == 1:
        return f"关于{items[0].title.rstrip('。')}的\n{kind}"
    return f"关于{len(items)}项问题整改的\n{kind}"


def _item(paper: Paper, position: int, item: NoticeItem) -> None:
    paper.subhead((f"{position}. " if position else "") + f"{item.title}（{item.number}）")
    paper.fact("来源", item.source)
    paper.fact("存在问题", item.problem)
    paper.fact("整改承诺", item.commitment)
    paper.fact("责任单位", item.units)
    paper.fact("整改时限", item.due)
