"""One document → the reports in it: a single report, or a compilation of many."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.extraction.endings import content_end
from reports.extraction.headings import Heading, Role, heading_of
from reports.outline import Kind, Row

# What a report's title names itself as; in the middle of a document only as its last word, and the vague ones
# only with a year or 关于 before them.
GENRE = re.compile(
    r"总结|报告|汇报|小结|计划|思路|谋划|打算|要点|安排|材料|方案|调研|思考|对策|述职|述廉|自查|体会|剖析|情况|讲话|发言|综述|评议"
    r"|意见|建议|规划|回顾|展望|盘点|清单|台账"
)
CLOSING_GENRE = re.compile(
    r"(?:总结|报告|汇报|小结|计划|思路|谋划|打算|要点|材料|方案|思考|述职|述廉|讲话|发言|综述|剖析|体会)(?:材料|提纲|稿|（[^）]*）)?$"
)
VAGUE_CLOSING_GENRE = re.compile(
    r"(?:关于|20[0-9xX*×]{2}|[xX*×]{2,4}年).*(?:情况|安排|建议|意见|对策|规划|清单|台账|调研|自查|展望|回顾)$"
)
NAMES_A_BODY = re.compile(
    r"关于|[局委办院社厅部站所校县市镇乡村处科队组会馆园]|中心|公司|街道|政府|集团|银行|(?<!\d)区"
)
# A body and what it reports of: 县总工会经费收缴情况.
BODY_AND_STATE = re.compile(
    r"^[\u4e00-\u9fffxX*×]{2,16}?(?:[局委办院社厅部站所校镇乡处科队组馆会]|中心|公司|街道|政府|集团|银行|政协|管委会).{2,24}(?:工作|开展|落实|建设|推进|收缴|管理|运行|整改|创建|发展)+(?:进展|完成)?情况$"
)
SUBJECT = re.compile(
    r"关于|20[0-9xX*×]{2}|20xx|[xX*×]{2,4}年|年度|[局委办院社厅部站所校区县市镇乡村处科团会队]|中心|公司|街道|政府|集团|银行|医院|人大|政协|上半年|下半年|季度"
)
LONGEST_TITLE = 60
SHORTEST_TITLE = 6
SENTENCE_STOPS = re.compile(r"[。；;！!？?：:]")
GREETING = re.compile(r"^(?:各位|尊敬的|主任|同志们|[^，,、。]{0,6}(?:书记|委员|代表|领导)).{0,20}[：:]$")
# "（15篇）", "汇编": the document's own title line.
COMPILATION = re.compile(
    r"[（(]\s*(?:共|合计)?\s*(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})\s*篇\s*[）)]|汇编|合集|[0-9]{1,3}\s*篇\s*$"
)
# "篇一：", "第3篇", "1." before a report's title inside a compilation.
CHAPTER = re.compile(
    r"^(?:第[0-9一二三四五六七八九十]{1,3}篇|篇[0-9一二三四五六七八九十]{1,3}|【[^】]{1,6}】)\s*[：:、.．]?\s*|^[0-9]{1,2}\s*[.．、]\s*"
)
# Of these only the plain ones open a report wherever they stand.
NUMBERED_PIECE = re.compile(
    r"^(?:第[0-9一二三四五六七八九十]{1,3}篇|篇[0-9一二三四五六七八九十]{1,3})\s*[：:、.．\s]"
)
# A title that can be nothing else: 关于…的报告, or a body and its year.
PLAIN_TITLE = re.compile(
    r"^(?:关于.{4,}(?:报告|汇报|总结|方案)|.{2,16}20[0-9xX*×]{2}年.{0,20}(?:总结|汇报|报告|计划|思路|谋划|打算|安排|要点))$"
)
FINISHED = "。！”）#"
# A table of contents, and a line of it.
CONTENTS = re.compile(r"^目\s*录$")
CONTENTS_ENTRY = re.compile(r"^(?:目\s*录|[0-9]{1,3}[.．、\s]?\s*\D.{3,60}|.{4,60}[\s.…·]+[0-9]{1,4})$")
# The body on the first line, the rest of the title on the second.
LONGEST_BODY_LINE = 24
BODY_LINE = re.compile(
    r"^[\u4e00-\u9fffxX*×]{2,}(?:[局委办院社厅部站所校县市区镇乡村处科队组馆]|中心|公司|街道|政府|集团|银行|人大|政协|委员会)$"
)
PLAIN_SECOND_LINE = re.compile(
    r"^(?:关于|20[0-9xX*×]{2}年|[xX*×]{2,4}年|工作)[^，。；：]{0,40}(?:总结|报告|汇报|计划|思路|打算|要点|方案|情况|建议|谋划|安排|意见|材料|通报)$"
)
# Below the name of a bulletin: 第17期, （2024年第3期）.
# A title in the same line as the first sentence.
GLUED_TITLE = re.compile(
    r"【(?P<framed>[^】\n]{6,60})】|(?P<plain>关于[^，。；：\n]{6,50}?的(?:情况)?(?:报告|汇报|通报|总结))(?=为|根据|按照|今年|近年|20)"
)
# The rest of a title that did not fit its line.
LAST_WORD = re.compile(r"^(?:年度|工作|情况|自查|的){0,2}(?:总结|报告|汇报|计划|方案|要点|材料)$")
BULLETIN_ISSUE = re.compile(r"^[（(]?(?:20[0-9]{2}年)?(?:总)?第\s*[0-9xX*一二三四五六七八九十]{1,4}\s*期")
CONTINUED_TITLE = re.compile(r"^(?:及|和|与|暨|——|--|—)|^[（(][^）)]*[）)]$")


@dataclass(frozen=True)
class Piece:
    """One report's place in the document: its title, its span, and the rows below its title."""

    title: str
    start: int
    end: int
    rows: tuple[Row, ...]


def pieces_of(text: str, rows: list[Row], *, shown: str = "") -> list[Piece]:
    """The reports of a document, in order; titles are taken from `shown`, which is `text` as its writer typed it.

    A document without any title line is one report without a title.
    """
    if not rows:
        return []
    starts = _title_rows(text, rows)
    if len(starts) <= 1:
        starts = sorted({*starts, *_unparted_titles(text, rows)})
    if not starts or not _opens_document(text, rows, starts[0]):
        starts.insert(0, 0)
    ends = [*starts[1:], len(rows)]
    pieces = [
        _piece(text, rows[first:after], shown or text) for first, after in zip(starts, ends, strict=True)
    ]
    return [piece for piece in pieces if piece.end > piece.start]


def _piece(text: str, rows: list[Row], shown: str) -> Piece:
    end = content_end(text, rows)
    first = _bulletin_head(text, rows)
    heads = first + (1 if first else _title_height(text, rows))
    title = "".join(shown[row.start : row.end].strip() for row in rows[first:heads])
    below = rows[heads:]
    glued = GLUED_TITLE.match(text, rows[0].start, rows[0].end) if not heads else None
    if glued:
        title = shown[slice(*glued.span(glued.lastgroup or 0))]
        below = [Row(glued.end(), rows[0].end, None, 0), *rows[1:]]
    body = tuple(
        Row(row.start, min(row.end, end), row.mark, row.blank_above) for row in below if row.start < end
    )
    return Piece(CHAPTER.sub("", title), rows[0].start, end, body)


def _bulletin_head(text: str, rows: list[Row]) -> int:
    """Rows above the title of a bulletin: its name, its issue, who issued it on which day; 0 for anything else."""
    lines = [text[row.start : row.end] for row in rows[:5]]
    if len(rows) < 3 or not BULLETIN_ISSUE.match(lines[1]):
        return 0
    for number, line in enumerate(lines[2:], start=2):
        is_title = SHORTEST_TITLE < len(line) <= LONGEST_TITLE and not re.search("[。；]|[：:]$", line)
        if rows[number].mark or line.startswith("【"):
            return 0
        if is_title and not BODY_LINE.match(line) and not re.search(r"[0-9一二三〇]日$", line):
            return number
    return 0


def _title_height(text: str, rows: list[Row]) -> int:
    """Rows that the title takes: none, one, or two where the second plainly continues it."""
    first = text[rows[0].start : rows[0].end]
    if (
        len(rows) == 1
        or rows[0].end - rows[0].start > LONGEST_TITLE
        or SENTENCE_STOPS.search(CHAPTER.sub("", first))
    ):
        return 0
    heading = heading_of(text[rows[0].body : rows[0].end])
    if heading and not _is_title(first, first=True) and not _heads_all(text, rows, heading):
        return 0
    if len(rows) > 2 and not rows[1].mark and rows[1].blank_above <= rows[2].blank_above:
        second = text[rows[1].start : rows[1].end]
        if LAST_WORD.match(second) and not GENRE.search(first):
            return 2
        if (
            CONTINUED_TITLE.match(second)
            and len(second) <= LONGEST_TITLE
            and not SENTENCE_STOPS.search(second)
        ):
            return 2 if second[0] in "及和与暨" else 1
        if not GENRE.search(first) and len(first) <= LONGEST_BODY_LINE and PLAIN_SECOND_LINE.match(second):
            return 2
        if BODY_LINE.match(first) and len(first) <= LONGEST_BODY_LINE and _is_title(second, first=False):
            return 2
    return 1


def _heads_all(text: str, rows: list[Row], heading: Heading) -> bool:
    """“政务公开存在的问题及改进措施” above prose is the title of the whole."""
    below = rows[1]
    return (
        heading.role is Role.BOTH
        and rows[0].mark is None
        and below.mark is None
        and len(SENTENCE_STOPS.findall(text, below.start, below.end)) > 1
    )


def _title_rows(text: str, rows: list[Row]) -> list[int]:
    """Indices of the rows that open a report: title-like, set off, and followed by something to read."""
    found: list[int] = []
    after_cover, in_contents = True, False
    gap = _usual_gap(rows)
    for index, row in enumerate(rows):
        words = text[row.start : row.end]
        in_contents = in_contents or (after_cover and bool(CONTENTS.match(words)))
        if after_cover and (_is_cover(words) or (in_contents and CONTENTS_ENTRY.match(words))):
            continue
        set_off = after_cover or row.blank_above > gap
        after_cover = False
        set_off = set_off or bool(NUMBERED_PIECE.match(words))
        split = index + 1 < len(rows) and _is_split_title(text, row, rows[index + 1], gap)
        if set_off and (split or _is_title(words, first=not found)) and not _is_section(words, found):
            if found and found[-1] == index - 1:
                if NAMES_A_BODY.search(
                    text[rows[index - 1].start : rows[index - 1].end]
                ) and not NAMES_A_BODY.search(words):
                    continue  # the title stands; this is its first chapter
                found.pop()  # two titles in a row: the first was a table of contents or a cover
            found.append(index)
    return found


def _is_split_title(text: str, first: Row, second: Row, gap: int) -> bool:
    """The body alone on one line, 关于…的报告 on the next; or only the last word of the title there."""
    body, below = text[first.start : first.end], text[second.start : second.end]
    if first.mark or second.mark or second.blank_above > gap:
        return False
    if LAST_WORD.match(below):
        return not GENRE.search(body) and _is_title(body + below, first=False)
    return len(body) <= LONGEST_BODY_LINE and bool(BODY_LINE.match(body) and PLAIN_SECOND_LINE.match(below))


def _unparted_titles(text: str, rows: list[Row]) -> list[int]:
    """Titles that no blank line sets off: plain ones, behind a finished sentence, where the chapters begin anew."""
    found = []
    chapter = 0
    last = 0
    for index, row in enumerate(rows):
        if row.mark and row.mark.kind is Kind.CHINESE:
            if row.mark.number == 1 and last > 0 and chapter:
                found.append(chapter)
            last, chapter = row.mark.number, 0
        words = text[row.start : row.end]
        finished = index > 0 and text[rows[index - 1].end - 1] in FINISHED
        if finished and not row.mark and PLAIN_TITLE.match(words) and _is_title(words, first=False):
            chapter = index
    return found


def _usual_gap(rows: list[Row]) -> int:
    """Blank lines that stand between any two paragraphs of this document (0 in most)."""
    gaps = sorted(row.blank_above for row in rows[1:])
    return gaps[len(gaps) // 2] if gaps else 0


def _opens_document(text: str, rows: list[Row], first: int) -> bool:
    """Only covers stand before the first title; otherwise the document's own first row begins a report."""
    before = [row for row in rows[:first] if not _is_cover(text[row.start : row.end])]
    return sum(row.end - row.start for row in before) <= 4 * LONGEST_TITLE


def _is_cover(words: str) -> bool:
    return (
        len(words) <= LONGEST_TITLE and bool(COMPILATION.search(words)) and not SENTENCE_STOPS.search(words)
    )


def _is_title(words: str, *, first: bool) -> bool:
    chapter = CHAPTER.match(words)
    name = words[chapter.end() :] if chapter else words
    if (
        not SHORTEST_TITLE <= len(name) <= LONGEST_TITLE
        or SENTENCE_STOPS.search(name)
        or GREETING.match(words)
    ):
        return False
    if (
        re.match(r"[一二三四五六七八九十]{1,3}、|[（(]|第[一二三四五六七八九十]{1,3}部分", name)
        or name.count("，") > 1
    ):
        return False
    vague = VAGUE_CLOSING_GENRE.search(name) and NAMES_A_BODY.search(name)
    plain = CLOSING_GENRE.search(name) or vague or BODY_AND_STATE.match(name)
    if not first and not plain:
        return False
    return bool(GENRE.search(name)) and bool(SUBJECT.search(name))


def _is_section(words: str, found: list[int]) -> bool:
    """A section heading such as 2024年工作计划 is a title only where a document begins."""
    if not found:
        return False
    return heading_of(words) is not None and not re.search(
        r"[局委办院社厅会]|关于|中心|公司|街道|政府", words
    )
