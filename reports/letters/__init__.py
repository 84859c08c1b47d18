"""Documents out: Word files in the measures of GB/T 9704. Pure Python: what they say comes in as plain values."""

from reports.letters.meetings import AgendaItem, AgendaPaper, MinutesItem, MinutesPaper, day_words
from reports.letters.notices import NoticeItem, NoticePaper
from reports.letters.records import Passage, RecordPaper

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "MinutesItem",
    "MinutesPaper",
    "NoticeItem",
    "NoticePaper",
    "Passage",
    "RecordPaper",
    "day_words",
]
