"""Amounts in a ledger: in the unit that the sheet, the column or the cell names, to the cent, and the same when they come back."""

import io
from decimal import Decimal

import openpyxl
import pytest

from reports.exporting import export_tasks
from reports.importing import apply_ledger, take_ledger
from reports.ledger import find_table, read_records, read_sheets
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tests.reports.workbooks import book
from tracker import actions
from tracker.models import Source, Task

pytestmark = pytest.mark.django_db

HEADER = ["序号", "存在问题", "牵头单位", "整改时限"]


def amounts(data: bytes) -> list[tuple[str, str]]:
    [sheet] = read_sheets(data, "台账.xlsx")
    records, _ = read_records(sheet, find_table(sheet))
    return [(record.get("amount_involved"), record.get("amount_settled")) for record in records]


@pytest.mark.parametrize(
    ("above", "involved", "settled", "read"),
    [
        ([], "涉及金额（万元）", "已整改金额（元）", ("12.5万元", "30000元")),
        ([["单位：万元"]], "问题金额", "已整改金额", ("12.5万元", "30000万元")),
        ([["2026年整改台账", None, None, "金额单位:亿元"]], "涉及资金", "整改到位金额", ("12.5亿元", "30000亿元")),
        ([["单位：万元"]], "涉及金额（元）", "已整改金额", ("12.5元", "30000万元")),
        ([], "涉及金额", "整改金额", ("12.5", "30000")),
        ([["填报单位：元阳县财政局"]], "涉及金额", "已整改金额(美元)", ("12.5", "30000美元")),
        ([], "应整改金额（万元）", "未整改金额（万元）", ("12.5万元", "")),
    ],
)  # fmt: skip
def test_the_unit_is_that_of_the_column_else_of_the_sheet(above, involved, settled, read):
    data = book(*above, [*HEADER, involved, settled], [1, "账目不清", "市财政局", "", 12.5, 30000])
    assert amounts(data) == [read]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("8元", "8元"),
        ("1,234.5", "1,234.5万元"),
        ("—", ""),
        ("无", ""),
        ("不涉及", ""),
        ("约30", "约30"),
        (0, "0万元"),
        (0.1 + 0.2, "0.3万元"),
    ],
)
def test_a_cell_may_name_its_own_unit_or_say_that_there_is_none(cell, read):
    data = book([*HEADER, "涉及金额（万元）"], [1, "账目不清", "市财政局", "", cell])
    assert amounts(data) == [(read, "")]


@pytest.fixture
def cast():
    source = SourceFactory()
    return source, UnitFactory(name="市财政局")


def taken(source: Source, data: bytes):
    return take_ledger(data, "台账.xlsx", by=source.created_by, source=source, today=TODAY, max_rows=100)


WIDE = [*HEADER, "涉及金额（万元）", "已整改金额（万元）", "建立制度（项）", "问责情况", "满意度"]


def only_row(source: Source, *cells: object):
    return taken(source, book(WIDE, [1, "账目不清", "市财政局", "2026-12-31", *cells])).rows.get()


def test_results_of_a_ledger_are_written_with_the_draft(cast):
    source, _ = cast
    ledger = taken(
        source, book(WIDE, [1, "账目不清", "市财政局", "2026-12-31", "312.345678", 100, "2项", "无", ""])
    )
    shown = {one["column"]: one["theirs"] for one in ledger.rows.get().differences}
    assert shown["涉及金额（元）"] == "312.345678 万元"
    apply_ledger(ledger, by=source.created_by, today=TODAY, assign_now=True)
    task = Task.objects.get()
    assert (task.amount_involved, task.amount_settled) == (Decimal("3123456.78"), Decimal(1000000))
    assert (task.status, task.rules_made, task.people_held) == ("assigned", 2, 0)
    again = taken(source, book(WIDE, [1, "账目不清", "市财政局", "2026-12-31", "312.345678", 100, 2, 0, "—"]))
    assert again.rows.get().outcome == "same"


@pytest.mark.parametrize(
    ("involved", "settled", "column", "reason"),
    [
        ("约30", "", "涉及金额（元）", "看不懂的金额"),
        ("0.0000001", "", "涉及金额（元）", "精确到分"),
        (10, 10.000001, "已整改金额（元）", "超过涉及金额"),
        ("", 5, "已整改金额（元）", "还没有登记涉及金额"),
    ],
)
def test_an_amount_that_cannot_stand_is_refused_with_its_cell_and_a_reason(
    cast, involved, settled, column, reason
):
    row = only_row(cast[0], involved, settled, "", "", "")
    assert row.outcome == "refused"
    [error] = row.errors
    assert error["column"] == column
    assert reason in error["reason"]


def test_two_amounts_of_one_problem_are_not_added_by_guess(cast):
    source, _ = cast
    rows = [1, "账目不清", "市财政局", "2026-12-31", 3], ["", "", "", "", 4]
    row = taken(source, book([*HEADER, "涉及金额（万元）"], *rows)).rows.get()
    assert "请合计成一个" in row.errors[0]["reason"]


def test_an_amount_merged_over_several_problems_is_counted_once_and_said_so(cast):
    source, _ = cast
    rows = [[n, f"账目不清之{n}", "市财政局", "2026-12-31", 30, 1] for n in (1, 2, 3)]
    data = book([*HEADER, "涉及金额（万元）", "问责人数"], *rows, merges=["E2:E4", "F2:F3"])
    first, second, third = taken(source, data).rows.all()
    assert [row.proposal["amount_involved"] for row in (first, second, third)] == ["300000.00", None, None]
    assert [row.proposal["people_held"] for row in (first, second, third)] == [1, None, 1]
    assert "涉及金额与上面的问题合并在一格，只记在上面一项" in second.notes


def test_what_is_no_number_and_what_the_source_does_not_ask_for_is_told_and_left_out(cast):
    source, _ = cast
    row = only_row(source, "", "", "印发采购管理办法", "", "满意")
    assert row.outcome == "new"
    assert "“制定制度（项）”一栏“印发采购管理办法”不是数目，没有采用" in row.notes
    assert "这类来源不填满意情况，“满意”没有采用" in row.notes
    assert "rules_made" not in {one["key"] for one in row.differences}


def test_an_amount_without_any_unit_is_taken_as_yuan_and_said_so(cast):
    source, _ = cast
    data = book([*HEADER, "涉及金额"], [1, "账目不清", "市财政局", "2026-12-31", 3120000])
    row = taken(source, data).rows.get()
    assert row.proposal["amount_involved"] == "3120000.00"
    assert "涉及金额“3120000”没有写明单位，按元计算" in row.notes


def test_petitions_bring_what_people_say():
    source = SourceFactory(kind=Source.Kind.PETITION)
    UnitFactory(name="市财政局")
    header = [*HEADER, "群众满意度", "回访情况"]
    ledger = taken(source, book(header, [1, "路灯不亮", "市财政局", "2026-12-31", "基本满意", "已电话回访"]))
    apply_ledger(ledger, by=source.created_by, today=TODAY)
    assert (Task.objects.get().satisfaction, Task.objects.get().callback) == ("basically", "已电话回访")


def test_an_assigned_task_keeps_its_results_and_the_reason_names_the_way(cast):
    source, unit = cast
    task = make_task(source, lead_unit=unit, amount_involved=Decimal(100), problem="账目不清")
    data = book([*HEADER, "涉及金额（元）"], [1, "账目不清", "市财政局", "", 200])
    [error] = taken(source, data).rows.get().errors
    assert "现为“100 元”，已交办，不能通过台账修改；请在任务页“填报整改成效”" in error["reason"]
    assert Task.objects.get(pk=task.pk).amount_involved == 100


def test_what_was_exported_comes_back_as_the_same(cast):
    source, unit = cast
    handler = UserFactory(unit=unit)
    make_draft(source, lead_unit=unit, amount_involved=Decimal("9999999999999.99"), problem="很大")
    task = make_task(source, lead_unit=unit, accepted_by=handler, amount_involved=Decimal("1234567.89"))
    actions.record_results(
        task,
        by=handler,
        version=task.version,
        on=TODAY,
        amount_settled=Decimal("0.01"),
        rules_made=0,
        people_held=3,
    )
    stream = io.BytesIO()
    export_tasks(Task.objects.as_of(TODAY, TODAY).order_by("pk"), stream, on=TODAY)
    header, _first, second = openpyxl.load_workbook(stream).worksheets[0].iter_rows(values_only=True)
    shown = dict(zip(header, second, strict=True))
    assert (shown["涉及金额（元）"], shown["已整改金额（元）"], shown["问责人数"]) == (1234567.89, 0.01, 3)
    rows = taken(source, stream.getvalue()).rows.all()
    assert [(row.outcome, row.errors, row.notes) for row in rows] == [("same", [], [])] * 2
