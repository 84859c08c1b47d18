"""The papers of a round: what they say, their measures, and that no text of a user becomes more than text."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from django.urls import reverse
from docx.shared import Mm, Pt

from reports.letters import AgendaItem, AgendaPaper, MinutesItem, MinutesPaper
from reports.letters.paper import plain
from tests.factories import TODAY, UnitFactory
from tests.tracker.meeting import Cast
from tracker import actions
from tracker.models import Task

DAY = dt.date(2026, 5, 20)
NASTY = '<w:t>{{ x }}</w:t>&amp; ]]> \x00\x0b\x1f\ufffe\ud800 "引号"'


def item(**fields) -> AgendaItem:
    usual = {
        "colour": "红色督办",
        "number": "ZG2026-00001",
        "title": "账目不清",
        "units": "市财政局牵头",
        "due": "2026-05-17（逾期 3 天）",
        "reason": "逾期 3 天",
        "next_actor": "牵头单位整改",
        "progress": "已对账",
    }
    return AgendaItem(**usual | fields)


def agenda(*items: AgendaItem, **fields) -> AgendaPaper:
    usual = {"title": "五月调度会", "held_on": DAY, "unit": "市审计局", "chair": "张明", "attendees": ""}
    return AgendaPaper(**usual | fields, items=list(items))


def minutes(*items: MinutesItem, **fields) -> MinutesPaper:
    usual = {
        "title": "五月调度会",
        "held_on": DAY,
        "unit": "市审计局",
        "chair": "张明",
        "attendees": "各科室",
        "minutes": "会议听取了汇报。\n会议要求抓紧。",
        "is_settled": True,
    }
    return MinutesPaper(**usual | fields, items=list(items))


def written(paper) -> docx.document.Document:
    stream = io.BytesIO()
    paper.write(stream)
    stream.seek(0)
    return docx.Document(stream)


def text(document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_agenda_goes_colour_by_colour_in_the_order_of_the_items():
    document = written(
        agenda(
            item(), item(number="ZG2026-00002"), item(colour="黄色预警", number="ZG2026-00003", progress="")
        )
    )

    words = text(document)
    heads = ["五月调度会\n议程", "时间：2026年5月20日", "一、红色督办（2 项）", "二、黄色预警（1 项）", "3. 账目不清（ZG2026-00003）"]  # fmt: skip
    places = [words.index(head) for head in heads]
    assert places == sorted(places)
    assert "还没有报送进展" in words
    assert "参加人员" not in words


def test_what_the_last_round_decided_stands_under_its_task():
    words = text(written(agenda(item(last_decisions=["新措施：对账（逾期 3 天没有完成）"]))))
    assert "上次决定：新措施：对账（逾期 3 天没有完成）" in words


def test_an_empty_agenda_and_minutes_say_so():
    assert "还没有任务" in text(written(agenda()))
    words = text(written(minutes(minutes="", is_settled=False)))
    assert "（未定稿）" in words
    assert "纪要尚未填写" in words
    assert "没有对具体任务作出决定" in words


def test_minutes_tell_what_was_said_and_decided():
    decided = MinutesItem(
        "ZG2026-00001", "账目不清", "市财政局", "主要负责人亲自抓", ["新措施：每周对账（2026-05-30）。"]
    )
    paragraphs = [paragraph.text for paragraph in written(minutes(decided)).paragraphs]
    assert paragraphs[-5:] == [
        "会议要求抓紧。",
        "二、议定事项",
        "1. 账目不清（ZG2026-00001，市财政局）",
        "主要负责人亲自抓",
        "新措施：每周对账（2026-05-30）。",
    ]


def test_the_sheet_has_the_measures_of_official_paper():
    document = written(minutes())
    section = document.sections[0]
    width, height = section.page_width, section.page_height
    right, bottom = section.right_margin, section.bottom_margin
    inside = (width - section.left_margin - right, height - section.top_margin - bottom)
    measures = (width, height, section.top_margin, section.left_margin, *inside)
    assert [round(measure / Mm(1), 1) for measure in measures] == [210, 297, 37, 28, 156, 225]
    body = next(paragraph for paragraph in document.paragraphs if paragraph.text == "会议听取了汇报。")
    assert (body.runs[0].font.name, body.runs[0].font.size) == ("仿宋_GB2312", Pt(16))
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert 'w:eastAsia="仿宋_GB2312"' in body._element.xml
    assert "PAGE" in section.footer._element.xml


def test_text_of_users_stays_text():
    papers = [
        agenda(item(title=NASTY, units=NASTY, reason=NASTY, progress=NASTY, last_decisions=[NASTY]), title=NASTY),
        minutes(MinutesItem(NASTY, NASTY, NASTY, NASTY, [NASTY]), minutes=NASTY, chair=NASTY, attendees=NASTY),
    ]  # fmt: skip
    for paper in papers:
        stream = io.BytesIO()
        paper.write(stream)
        xml = zipfile.ZipFile(stream).read("word/document.xml").decode()
        assert "<w:t>{{ x }}</w:t>" not in xml
        assert "&lt;w:t&gt;{{ x }}&lt;/w:t&gt;&amp;amp; ]]" in xml
        assert not {"\x00", "\x0b", "\x1f", "\ufffe"} & set(xml)


@pytest.mark.parametrize(
    ("given", "kept"), [("a\r\nb\rc", "a\nb\nc"), ("a\x08b", "ab"), ("表\t格", "表\t格")]
)
def test_plain_text_loses_only_what_a_document_cannot_hold(given, kept):
    assert plain(given) == kept


# --- the pages that hand them out -------------------------------------------------------------------------------------


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


def answer_of(client, user, name: str, pk: int):
    client.force_login(user)
    return client.get(reverse(name, args=[pk]))


@pytest.mark.django_db
def test_the_files_hold_what_the_page_shows_and_no_more(cast, client):
    ours = cast.task(-3, title="账目不清", assisting_units=[cast.sibling])
    secret = cast.task(-9, title="不可外传", lead_unit=UnitFactory(), accepted_by=None)
    one = cast.held(ours, secret)
    for wanted_item in one.items.select_related("task"):
        actions.decide_in_round(
            wanted_item,
            actions.Wanted("demand", "说明原因", unit=cast.sibling, due_on=TODAY),
            by=cast.by,
            version=Task.objects.get(pk=wanted_item.task_id).version,
            on=TODAY,
        )

    for name in ("round_agenda_file", "round_minutes_file"):
        answer = answer_of(client, cast.by, name, one.pk)
        assert "attachment" in answer["Content-Disposition"]
        words = text(docx.Document(io.BytesIO(answer.getvalue())))
        assert "不可外传" in words
        assert "账目不清" in words
        words = text(docx.Document(io.BytesIO(answer_of(client, cast.leader, name, one.pk).getvalue())))
        assert "不可外传" not in words
        assert "账目不清" in words
        assert answer_of(client, cast.handler, name, one.pk).status_code == 404
    assert "其他要求（市教育局）：说明原因（2026年5月20日）。" in words


@pytest.mark.django_db
def test_a_planned_round_has_no_minutes_yet(cast, client):
    one = cast.plan(cast.task(-3))
    assert answer_of(client, cast.by, "round_minutes_file", one.pk).status_code == 404
    assert answer_of(client, cast.by, "round_agenda_file", one.pk).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("grant", "said"),
    [
        (True, "新时限：设备晚到（同意延至2026年7月19日）。"),
        (False, "新时限：设备晚到（不同意延至2026年7月19日）。"),
        (None, "新时限：设备晚到（同意考虑延至2026年7月19日，须由牵头单位按程序申请延期）。"),
    ],
)
def test_minutes_say_whether_a_new_limit_is_in_force(cast, client, grant, said):
    task, wished = cast.task(20), TODAY + dt.timedelta(days=60)
    if grant is not None:
        actions.apply_extension(
            task, by=cast.handler, version=task.version, on=TODAY, note="招标推迟", new_due_on=wished
        )
    one = cast.held(task)
    actions.decide_in_round(
        one.items.get(),
        actions.Wanted("limit", "设备晚到", due_on=None if grant is not None else wished, grant=grant),
        by=cast.by,
        version=Task.objects.get(pk=task.pk).version,
        on=TODAY,
    )

    answer = answer_of(client, cast.by, "round_minutes_file", one.pk)
    assert said in text(docx.Document(io.BytesIO(answer.getvalue())))
