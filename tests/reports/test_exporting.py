"""The list as a workbook: what it shows, who gets which rows, and that it comes back without a change."""

import datetime as dt
import io

import openpyxl
import pytest

from reports.exporting import VALUES, export_tasks
from reports.importing import take_ledger
from reports.ledger import EXPORTED
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_draft,
    make_submitted,
    make_task,
)
from tracker import actions
from tracker.models import Task
from tracker.states import Role

pytestmark = pytest.mark.django_db


def exported(tasks=None, on=TODAY, today=TODAY) -> bytes:
    stream = io.BytesIO()
    tasks = Task.objects.all() if tasks is None else tasks
    export_tasks(tasks.as_of(on, today).order_by("pk"), stream, on=on)
    return stream.getvalue()


def table(data: bytes) -> list[dict]:
    header, *rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def cast():
    """One task of each kind, each with something that is hard to carry over."""
    source = SourceFactory(title="年度审计")
    by, finance = source.created_by, UnitFactory(name="市财政局")
    handler, town = UserFactory(unit=finance), UnitFactory(name="东镇")
    draft = make_draft(
        source, title="=1+1", problem=" 两行\r\n有控制\x07字符 ", commitment="#N/A", excerpt="@原文"
    )
    make_draft(source, problem="没有任何其他内容")
    task = make_task(
        source,
        lead_unit=finance,
        assisting_units=[town, UnitFactory(name="西镇")],
        category="资金",
        responsible="甲",
        rectification_type="continuous",
        accepted_by=handler,
        due_on=TODAY - dt.timedelta(days=3),
        on=TODAY - dt.timedelta(days=60),
        measures=[
            {"text": "清理", "due_on": TODAY},
            {"text": "共三步：\n1. 查\n2、改\n（时限：另定）"},
            {"text": "建制", "done_on": TODAY},
        ],
        problem="2026-06-30 以前的问题",
    )
    actions.report_progress(task, by=handler, version=task.version, on=TODAY, note="=进展\n二行", percent=40)
    actions.raise_task(task, by=by, version=task.version, on=TODAY, note="拖延")
    make_submitted(source, by=handler, problem="已提交")
    closed = make_submitted(source, by=handler, problem="已销号")
    actions.accept_closure(
        closed, by=by, version=closed.version, on=TODAY, verdicts=all_met(closed), grade=graded("done")
    )
    extended = make_task(source, lead_unit=finance, accepted_by=handler, problem="延期")
    later = extended.due_on + dt.timedelta(days=30)
    actions.apply_extension(
        extended, by=handler, version=extended.version, on=TODAY, note="难", new_due_on=later
    )
    actions.grant_extension(extended, by=by, version=extended.version, on=TODAY)
    return draft, task, closed, extended


def test_every_exported_column_has_its_cell():
    assert list(VALUES) == [column.key for column in EXPORTED]


def test_the_exported_file_imports_again_without_a_change(cast):
    by = cast[0].source.created_by
    ledger = take_ledger(exported(), "台账.xlsx", by=by, source=None, today=TODAY, max_rows=1000)

    rows = [(row.outcome, row.differences, row.errors, row.notes) for row in ledger.rows.all()]
    assert rows == [("same", [], [], [])] * Task.objects.count()
    assert [entry["sheet"] for entry in ledger.skipped] == ["导出说明"]


def test_what_the_cells_say(cast):
    draft, task, closed, extended = cast
    rows = {row["编号"]: row for row in table(exported())}

    assert (rows[draft.number]["问题"], rows[draft.number]["下一步承诺"]) == ("=1+1", "#N/A")
    assert rows[draft.number]["颜色"] is None
    row = rows[task.number]
    assert (row["颜色"], row["状态"], row["剩余天数"], row["提级督办"]) == ("红色督办", "整改中", -3, "是")
    assert (row["牵头单位"], row["配合单位"]) == ("市财政局", "东镇、西镇")
    assert (row["最近进展"], row["完成比例（%）"]) == ("=进展\n二行", 40)
    assert row["整改措施"].startswith(f"1. 清理（时限：{TODAY}）\n2. 共三步")
    assert (rows[closed.number]["颜色"], rows[closed.number]["按期销号"]) == ("白色清零", "是")
    assert rows[closed.number]["剩余天数"] is None
    assert (rows[extended.number]["延期次数"], rows[extended.number]["延期天数"]) == (1, 30)
    assert rows[extended.number]["原定时限"] == dt.datetime.combine(extended.original_due_on, dt.time.min)


def test_a_past_day_shows_what_was_then(cast):
    _, task, _, _ = cast
    (row,) = table(exported(Task.objects.filter(pk=task.pk), on=TODAY - dt.timedelta(days=30)))

    assert (row["颜色"], row["状态"], row["剩余天数"]) == ("绿色提示", "整改中", 27)


def test_a_text_that_no_cell_can_hold_is_named_and_the_file_still_imports_unchanged():
    task = make_draft(problem="长" * 40_000)
    data = exported()
    book = openpyxl.load_workbook(io.BytesIO(data))

    assert book.active["A2"].value == task.number
    assert "40,000" in book.active["C2"].value
    ledger = take_ledger(data, "台账.xlsx", by=task.source.created_by, source=None, today=TODAY, max_rows=10)
    assert [row.outcome for row in ledger.rows.all()] == ["same"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_constant_number_of_questions(count, django_assert_num_queries):
    source, unit = SourceFactory(), UnitFactory()
    for _ in range(count):
        make_task(source, assisting_units=[unit], measures=[{"text": "清理"}])

    with django_assert_num_queries(3):
        exported()


@pytest.mark.parametrize("role", Role.values)
def test_everybody_gets_what_they_see(role):
    office = UnitFactory()
    source = SourceFactory(office=office)
    city = UnitFactory(name="城区")
    unit = UnitFactory(parent=city)
    mine = make_task(source, lead_unit=unit)
    assisted = make_task(lead_unit=UnitFactory(), assisting_units=[unit])
    make_task()
    own_draft = make_draft(source)
    user = UserFactory(role=role, unit=office if role == Role.SUPERVISOR else city)
    rows = {row["编号"] for row in table(exported(Task.objects.visible_to(user)))}

    expected = {
        Role.SUPERVISOR: {mine.number, own_draft.number},
        Role.ADMIN: set(),
    }.get(role, {mine.number, assisted.number})
    assert rows == expected


def test_a_task_of_a_shared_problem_names_it():
    draft = make_draft()
    number, units = draft.number, [UnitFactory(), UnitFactory()]
    actions.split(draft, by=draft.source.created_by, version=1, on=TODAY, units=units)
    make_draft()

    assert [row["共性问题"] for row in table(exported())] == [number, number, None]


def test_a_dropped_draft_is_called_so():
    draft = make_draft()
    actions.drop(draft, by=draft.source.created_by, version=draft.version, on=TODAY, note="已自行纠正")
    make_draft()

    assert [row["状态"] for row in table(exported())] == ["不再交办", "待交办"]
