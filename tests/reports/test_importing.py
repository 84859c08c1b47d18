"""A ledger into the register: what each row would do, and that nothing else happens."""

import datetime as dt

import pytest

from reports import importing
from reports.importing import LedgerRefused, apply_ledger, take_ledger
from reports.ledger import MAPPABLE, UnreadableLedger
from reports.models import LedgerImport, LedgerRow
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    graded,
    make_draft,
    make_submitted,
    make_task,
)
from tests.reports.workbooks import Row, book, with_part
from tracker import actions
from tracker.models import Step, Task, Unit
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db
HEADER = [
    "编号",
    "问题来源",
    "存在问题",
    "整改措施",
    "牵头单位",
    "配合单位",
    "整改类型",
    "责任人",
    "整改时限",
    "交办日期",
    "整改状态",
]


@pytest.fixture
def source():
    return SourceFactory(title="年度预算执行审计", issued_on=dt.date(2026, 3, 10))


@pytest.fixture
def by(source):
    return source.created_by


@pytest.fixture
def finance():
    return UnitFactory(name="市财政局", aliases=["财政局"])


@pytest.fixture
def audit():
    return UnitFactory(name="市审计局")


def row(problem: str = "专项资金拨付不及时", **cells: object) -> list[object]:
    return list((dict.fromkeys(HEADER, "") | {"存在问题": problem} | cells).values())


def taken(by, *rows: Row, source=None, header=HEADER) -> LedgerImport:
    data = book(header, *rows)
    return take_ledger(data, "台账.xlsx", by=by, source=source, today=TODAY, max_rows=1000)


def outcomes(ledger: LedgerImport) -> list[str]:
    return [one.outcome for one in ledger.rows.all()]


def reasons(ledger: LedgerImport) -> list[tuple[int, str, str]]:
    return [(one.row, error["column"], error["reason"]) for one in ledger.rows.all() for error in one.errors]


def state() -> list:
    """Everything that a ledger could have touched."""
    return [list(Task.objects.order_by("pk").values()), Step.objects.count()]


# --- new rows ---


def test_a_new_row_becomes_a_draft_with_all_that_it_says(by, source, finance, audit):
    ledger = taken(
        by,
        row(
            整改措施="1.清理\n2.建制（时限：2026-05-31）", 牵头单位="财政局", 配合单位="市审计局", 整改类型="立行立改",
            责任人="甲", 整改时限="2026年6月底前",
        ),
        source=source,
    )  # fmt: skip
    assert outcomes(ledger) == ["new"]
    assert not Task.objects.exists()

    done = apply_ledger(ledger, by=by, today=TODAY)

    task = Task.objects.get()
    assert (done.created, done.assigned, task.status, task.source) == (1, 0, Status.DRAFT, source)
    assert (task.lead_unit, list(task.assisting_units.all())) == (finance, [audit])
    assert (task.title, task.responsible, task.rectification_type) == (
        "专项资金拨付不及时",
        "甲",
        "immediate",
    )
    assert task.due_on == dt.date(2026, 6, 30)
    assert [(one.text, one.due_on) for one in task.measures.all()] == [
        ("清理", None),
        ("建制", dt.date(2026, 5, 31)),
    ]
    assert task.steps.get().by == by
    assert ledger.rows.get().task == task


def test_the_source_column_goes_before_the_chosen_source(by, source, finance):
    other = SourceFactory(title="巡察反馈", office=source.office, created_by=by)
    ledger = taken(by, row("甲"), row("乙", 问题来源="《巡察反馈》"), source=source)
    apply_ledger(ledger, by=by, today=TODAY)

    assert [task.source for task in Task.objects.order_by("pk")] == [source, other]


def test_sources_of_another_office_are_unknown(by, source):
    SourceFactory(title="别处的来源")
    ledger = taken(by, row(问题来源="别处的来源"), source=source)

    assert [(column, reason[:12]) for _, column, reason in reasons(ledger)] == [
        ("问题来源", "本机构没有登记这个问题来")
    ]


def test_a_sheet_name_longer_than_excel_allows_is_cut(by, source):
    data = with_part(
        book(HEADER, row()),
        "xl/workbook.xml",
        lambda xml: xml.replace("台账".encode(), "台账".encode() * 200),
    )

    ledger = take_ledger(data, "台账.xlsx", by=by, source=source, today=TODAY, max_rows=10)

    assert ledger.rows.get().sheet == ("台账" * 200)[:31]


@pytest.mark.parametrize("odd", ["\u202e😀", "长" * 30_000, "9" * 5000, "_x0000_", "0001-01-01", "²", "-1"])
def test_no_cell_breaks_the_import(by, source, finance, odd):
    """Whatever stands in a cell, its row is taken or refused, and the others are what they were."""
    header = [column.label for column in MAPPABLE]
    good = {"整改措施": "清理", "牵头单位": finance.name, "整改时限": "2026-12-31"}
    rows = [
        [odd if label == broken else good.get(label, "") for label in header]
        for broken in header
        for good["存在问题"] in [f"“{broken}”的账目不清"]
    ]
    ledger = taken(by, *rows, source=source, header=header)

    apply_ledger(ledger, by=by, today=TODAY, leave_out_refused=True, assign_now=True)

    assert "new" in outcomes(ledger)
    assert set(outcomes(ledger)) <= {"new", "refused"}


def test_a_row_without_any_source_is_refused(by, source):
    assert [column for _, column, _ in reasons(taken(by, row()))] == ["问题来源"]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"牵头单位": "市水务局"}, "牵头单位", "没有这个单位"),
        ({"牵头单位": "各镇（街道）"}, "牵头单位", "具体的单位"),
        ({"配合单位": "市审计局、市水务局"}, "配合单位", "没有这个单位"),
        ({"整改时限": "2026.6.31"}, "整改时限", "没有这一天"),
        ({"整改时限": "看情况"}, "整改时限", "看不懂"),
        ({"责任人": "长" * 51}, "责任人", "超过 50 字"),
        ({"交办日期": "2026-05-21"}, "交办日期", "不能晚于今天"),
        ({"交办日期": "某天"}, "交办日期", "请写明日期"),
        ({"编号": "ZG2026-99999"}, "编号", "不是本机构的任务编号"),
        ({"存在问题": "", "整改措施": "清理", "编号": "7"}, "存在问题", "没有填写"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(by, source, finance, audit, cells, column, reason):
    ledger = taken(by, row("没有错的行"), row(**cells), source=source)

    assert outcomes(ledger) == ["new", "refused"]
    ((number, named, said),) = reasons(ledger)
    assert (number, named) == (3, column)
    assert reason in said


def test_all_errors_of_a_row_come_at_once(by, source):
    ledger = taken(by, row(牵头单位="甲局", 配合单位="乙局", 整改时限="2026.6.31"), source=source)

    assert [column for _, column, _ in reasons(ledger)] == ["牵头单位", "配合单位", "整改时限"]


def test_several_lead_units_are_told_and_the_first_leads(by, source, finance, audit):
    ledger = taken(by, row(牵头单位="市财政局、市审计局"), source=source)
    assert any("市财政局" in note for note in ledger.rows.get().notes)

    apply_ledger(ledger, by=by, today=TODAY)

    task = Task.objects.get()
    assert (task.lead_unit, list(task.assisting_units.all())) == (finance, [audit])


def test_every_town_is_meant_by_the_class_of_towns(by, source, finance):
    towns = [UnitFactory(name=f"{name}镇", kind=Unit.Kind.TOWN) for name in "东西"]
    ledger = taken(by, row(牵头单位="市财政局牵头，各镇（街道）、相关单位配合"), source=source)
    apply_ledger(ledger, by=by, today=TODAY)

    assert set(Task.objects.get().assisting_units.all()) == set(towns)
    assert any("相关单位" in note for note in ledger.rows.get().notes)


def test_an_ambiguous_short_form_is_refused(by, source):
    UnitFactory(name="东区城管局")
    UnitFactory(name="西区城管局")

    assert [column for _, column, _ in reasons(taken(by, row(牵头单位="城管局"), source=source))] == [
        "牵头单位"
    ]


def test_a_month_before_the_report_means_the_next_year(by, finance):
    late = SourceFactory(office=by.unit, created_by=by, issued_on=dt.date(2025, 12, 10))
    ledger = taken(by, row(整改时限="3月底前"), source=late)

    assert ledger.rows.get().proposal["due_on"] == "2026-03-31"


# --- rows about tasks that exist ---


def test_a_draft_is_changed_only_where_the_sheet_says_something(by, source, finance, audit):
    task = make_draft(
        source, commitment="原承诺", responsible="原责任人", lead_unit=finance, assisting_units=[audit]
    )
    ledger = taken(by, row(task.problem, 编号=task.number, 责任人="新责任人"))
    (one,) = ledger.rows.all()

    assert one.outcome == "changed"
    assert one.differences == [
        {"key": "responsible", "column": "责任人", "ours": "原责任人", "theirs": "新责任人"}
    ]

    apply_ledger(ledger, by=by, today=TODAY)

    task.refresh_from_db()
    assert (task.responsible, task.commitment, task.lead_unit) == ("新责任人", "原承诺", finance)
    assert list(task.assisting_units.all()) == [audit]
    assert task.steps.last().data == {"responsible": ["原责任人", "新责任人"]}


def test_an_assisting_unit_that_becomes_the_lead_no_longer_assists(by, source, finance, audit):
    task = make_draft(source, lead_unit=finance, assisting_units=[audit])
    apply_ledger(taken(by, row(task.problem, 编号=task.number, 牵头单位="市审计局")), by=by, today=TODAY)

    task.refresh_from_db()
    assert (task.lead_unit, list(task.assisting_units.all())) == (audit, [])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"牵头单位": "市审计局"}, "牵头单位"),
        ({"整改时限": "2026-12-31"}, "整改时限"),
        ({"责任人": "新"}, "责任人"),
    ],
)
def test_an_assigned_task_cannot_be_changed_by_a_ledger(by, source, finance, audit, cells, column):
    task = make_task(source, lead_unit=finance)
    before = state()
    ledger = taken(by, row(task.problem, 编号=task.number, **cells))

    assert [(named, "已交办" in said) for _, named, said in reasons(ledger)] == [(column, True)]
    with pytest.raises(LedgerRefused):
        apply_ledger(ledger, by=by, today=TODAY, leave_out_refused=True)
    assert state() == before


def test_a_dropped_draft_cannot_be_changed_by_a_ledger_until_it_is_restored(by, source, finance):
    draft = make_draft(source)
    actions.drop(draft, by=by, version=1, on=TODAY, note="与去年重复")

    ledger = taken(by, row(draft.problem, 编号=draft.number, 牵头单位="市财政局"), source=source)

    [(_, _, said)] = reasons(ledger)
    assert "恢复待交办" in said


@pytest.mark.parametrize(
    "status", ["已销号", "是", "已完成整改", "白色清零", "整改完成", "已全部整改到位", "已完成100%"]
)
def test_nobody_clears_by_import(by, source, finance, status):
    task = make_task(source, lead_unit=finance)
    ledger = taken(
        by, row(task.problem, 编号=task.number, 整改状态=status), row("新问题", 整改状态=status, 牵头单位="市财政局", 整改时限="2026-06-30"), source=source
    )  # fmt: skip
    assert outcomes(ledger) == ["same", "new"]
    assert all("销号" in one.notes[0] for one in ledger.rows.all())

    apply_ledger(ledger, by=by, today=TODAY, assign_now=True)

    assert [one.status for one in Task.objects.order_by("pk")] == [Status.ASSIGNED, Status.DRAFT]


@pytest.mark.parametrize(
    "status",
    ["未完成", "正在整改", "整改中", "部分完成", "否", "基本完成", "已完成60%", "已整改部分问题", ""],
)
def test_what_is_not_done_is_not_taken_for_done(by, source, status):
    assert not any("销号" in note for note in taken(by, row(整改状态=status), source=source).rows.get().notes)


@pytest.mark.parametrize(
    ("cell", "claims"),
    [
        ("2026-05-01", True),
        ("2026年4月", True),
        ("2026-12-31", False),
        ("未完成", False),
        ("—", False),
        ("", False),
    ],
)
def test_a_closing_day_in_the_past_is_a_claim(by, source, cell, claims):
    ledger = taken(by, ["甲", "2026-12-31", cell], header=["存在问题", "整改时限", "完成时间"], source=source)

    assert any("销号" in note for note in ledger.rows.get().notes) == claims


def test_a_closed_task_stays_closed(by, source, finance):
    handler = UserFactory(unit=finance)
    task = make_submitted(source, by=handler)
    actions.accept_closure(
        task, by=by, version=task.version, on=TODAY, verdicts=[{"criterion": c, "verdict": "met", "remark": ""} for c in task.standard.criteria]
    , grade=graded("done"))  # fmt: skip
    before = state()
    ledger = taken(by, row(task.problem, 编号=task.number, 整改状态="正在整改"))

    assert outcomes(ledger) == ["same"]
    with pytest.raises(LedgerRefused, match="没有需要导入"):
        apply_ledger(ledger, by=by, today=TODAY)
    assert state() == before


def test_a_number_of_another_office_is_refused_and_nothing_is_told_of_it(by, source):
    foreign = make_draft(SourceFactory(), title="别处的秘密问题")
    before = state()
    ledger = taken(by, row("改掉它", 编号=foreign.number), row("无", 编号="ZG2026-77777"), source=source)

    assert outcomes(ledger) == ["refused", "refused"]
    assert len({reason for _, _, reason in reasons(ledger)}) == 1
    assert "秘密" not in str(list(ledger.rows.values()))
    with pytest.raises(LedgerRefused):
        apply_ledger(ledger, by=by, today=TODAY, leave_out_refused=True)
    assert state() == before


def test_a_number_of_the_offices_own_series_is_no_number_of_ours(by, source):
    assert outcomes(taken(by, row("甲", 编号="审2026-1"), row("乙", 编号=2.0), source=source)) == [
        "new",
        "new",
    ]


def test_a_task_does_not_move_to_another_source(by, source):
    SourceFactory(title="另一来源", office=by.unit, created_by=by)
    task = make_draft(source)
    ledger = taken(by, row(task.problem, 编号=task.number, 问题来源="另一来源"))

    assert [column for _, column, _ in reasons(ledger)] == ["问题来源"]


# --- doubles ---


def test_the_same_ledger_twice_makes_no_doubles(by, source, finance):
    rows = [row("甲问题", 牵头单位="市财政局"), row("乙问题")]
    apply_ledger(taken(by, *rows, source=source), by=by, today=TODAY)
    again = taken(by, *rows, source=source)

    assert outcomes(again) == ["same", "same"]
    with pytest.raises(LedgerRefused):
        apply_ledger(again, by=by, today=TODAY)
    assert Task.objects.count() == 2


def test_two_officers_with_the_same_ledger_make_no_doubles(by, source):
    colleague = UserFactory(unit=by.unit, role=Role.SUPERVISOR)
    mine, theirs = taken(by, row(), source=source), taken(colleague, row(), source=source)
    apply_ledger(mine, by=by, today=TODAY)

    with pytest.raises(LedgerRefused, match="已按最新情况重新核对"):
        apply_ledger(theirs, by=colleague, today=TODAY)

    assert Task.objects.count() == 1
    assert outcomes(theirs) == ["same"]


def test_a_ledger_is_applied_once(by, source):
    ledger = taken(by, row(), source=source)
    apply_ledger(ledger, by=by, today=TODAY)

    with pytest.raises(LedgerRefused, match="已经导入过"):
        apply_ledger(ledger, by=by, today=TODAY)
    assert Task.objects.count() == 1


def test_one_finding_for_several_units_is_several_tasks(by, source, finance, audit):
    ledger = taken(
        by, row("共性问题", 牵头单位="市财政局"), row("共性问题", 牵头单位="市审计局"), source=source
    )

    assert outcomes(ledger) == ["new", "new"]


def test_a_row_that_repeats_another_is_refused(by, source, finance):
    task = make_draft(source, problem="旧问题")
    ledger = taken(
        by,
        row("甲", 牵头单位="市财政局"),
        row("甲 ", 牵头单位="财政局"),
        row("旧问题", 编号=task.number),
        row("旧问题改", 编号=task.number),
        source=source,
    )

    assert outcomes(ledger) == ["new", "refused", "same", "refused"]
    assert [reason for _, _, reason in reasons(ledger)] == ["与第 2 行重复", "与第 4 行重复"]


# --- accepting ---


def test_refused_rows_stop_everything_unless_they_are_left_out(by, source):
    ledger = taken(by, row("甲"), row("乙", 牵头单位="没有的局"), source=source)

    with pytest.raises(LedgerRefused, match="有 1 行未通过"):
        apply_ledger(ledger, by=by, today=TODAY)
    assert not Task.objects.exists()

    done = apply_ledger(ledger, by=by, today=TODAY, leave_out_refused=True)

    assert (done.created, done.left_out, Task.objects.count()) == (1, 1, 1)


def test_a_failure_in_the_middle_leaves_nothing_behind(by, source, monkeypatch):
    ledger = taken(by, row("甲"), row("乙"), row("丙"), source=source)
    before = state()
    create = actions.create_draft

    def break_at_the_last(**fields):
        if fields["problem"] == "丙":
            raise RuntimeError("the power went off")
        return create(**fields)

    monkeypatch.setattr(importing.applying.actions, "create_draft", break_at_the_last)
    with pytest.raises(RuntimeError):
        apply_ledger(ledger, by=by, today=TODAY)
    ledger.refresh_from_db()

    assert state() == before
    assert ledger.is_open


def test_a_draft_changed_since_the_look_is_not_overwritten(by, source):
    task = make_draft(source)
    ledger = taken(by, row(task.problem, 编号=task.number, 责任人="台账里的人"), row("新问题"), source=source)
    actions.edit_draft(task, by=by, version=task.version, on=TODAY, responsible="刚改的人")

    with pytest.raises(LedgerRefused, match="又有变动"):
        apply_ledger(ledger, by=by, today=TODAY)

    task.refresh_from_db()
    assert (task.responsible, Task.objects.count()) == ("刚改的人", 1)
    assert ledger.rows.first().differences[0]["ours"] == "刚改的人"


def test_a_draft_assigned_since_the_look_is_not_touched(by, source, finance):
    task = make_draft(source)
    ledger = taken(by, row(task.problem, 编号=task.number, 责任人="新"), source=source)
    actions.assign(task, by=by, version=task.version, on=TODAY, lead_unit=finance, due_on=TODAY)

    with pytest.raises(LedgerRefused, match="又有变动"):
        apply_ledger(ledger, by=by, today=TODAY)
    assert outcomes(ledger) == ["refused"]


def test_assigned_at_once_from_the_day_of_the_sheet(by, source, finance):
    ledger = taken(
        by,
        row("有日期", 牵头单位="市财政局", 整改时限="2026-06-30", 交办日期="2026-03-01"),
        row("没有日期", 牵头单位="市财政局", 整改时限="2026-06-30"),
        row("没有时限", 牵头单位="市财政局"),
        row("没有单位", 整改时限="2026-06-30"),
        source=source,
    )
    done = apply_ledger(ledger, by=by, today=TODAY, assign_now=True)
    dated, undated, *drafts = Task.objects.order_by("pk")

    assert (done.created, done.assigned) == (4, 2)
    assert (dated.status, dated.assigned_on, dated.original_due_on) == (
        Status.ASSIGNED,
        dt.date(2026, 3, 1),
        dt.date(2026, 6, 30),
    )
    assert undated.assigned_on == TODAY
    assert [task.status for task in drafts] == [Status.DRAFT] * 2
    past = Task.objects.as_of(dt.date(2026, 3, 15), TODAY).counted_then()
    assert [task.pk for task in past] == [dated.pk]


def test_without_the_tick_nothing_is_assigned(by, source, finance):
    ledger = taken(by, row(牵头单位="市财政局", 整改时限="2026-06-30", 交办日期="2026-03-01"), source=source)
    apply_ledger(ledger, by=by, today=TODAY)

    assert Task.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER, Role.ADMIN])
def test_only_the_offices_own_supervisors_apply(by, source, role):
    ledger = taken(by, row(), source=source)

    for user in (UserFactory(unit=by.unit, role=role), SourceFactory().created_by):
        with pytest.raises(Exception, match="督办人员"):
            apply_ledger(ledger, by=user, today=TODAY)
    assert not Task.objects.exists()


# --- files ---


def test_a_workbook_without_a_ledger_is_refused(by):
    with pytest.raises(UnreadableLedger, match="没有找到台账的表头"):
        taken(by, ["甲", "123"], header=["姓名", "电话"])
    assert not LedgerImport.objects.exists()


def test_other_columns_can_be_chosen(by, source, finance):
    ledger = taken(
        by, ["甲", "市财政局", "2026-06-30"], header=["存在问题", "责任单位", "完成时间"], source=source
    )
    assert ledger.mapping == [{"0": "problem", "1": "lead_unit", "2": "due_on"}]

    importing.remap_ledger(
        ledger, mapping=[{0: "problem", 1: "", 2: "closed_on"}], source=source, by=by, today=TODAY
    )

    assert ledger.rows.get().proposal["lead_unit"] is None
    assert ledger.rows.get().proposal["due_on"] is None


@pytest.mark.parametrize("rows", [1, 3])
def test_proposing_asks_a_constant_number_of_questions(by, source, finance, django_assert_num_queries, rows):
    tasks = [make_draft(source, problem=f"问题{number}") for number in range(rows)]
    lines = [row(task.problem, 编号=task.number, 责任人="新", 牵头单位="市财政局") for task in tasks]
    ledger = taken(by, *lines, source=source)

    with django_assert_num_queries(10):
        importing.taking.repropose(ledger, by=by, today=TODAY)
    assert LedgerRow.objects.filter(outcome="changed").count() == rows
