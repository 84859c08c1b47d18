"""What the rectification came to: sums to the cent, and rates that equal the lists that they count, on any day."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.statistics import Outcomes, all_outcomes
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
from tests.reports.lives import close, day, live
from tracker import actions
from tracker.as_of_querysets import LIVED
from tracker.models import Source, Task

pytestmark = pytest.mark.django_db


def outcomes(on=TODAY, tasks=None) -> Outcomes:
    tasks = Task.objects.all() if tasks is None else tasks
    return all_outcomes(tasks.as_of(on, TODAY)).whole


def shown(on=TODAY) -> dict[str, tuple[int, int, str]]:
    return {rate.name: (rate.part, rate.whole, rate.percent) for rate in outcomes(on).rates}


def test_without_tasks_every_sum_is_nought_and_no_rate_is_claimed():
    assert outcomes() == Outcomes()
    assert {rate.percent for rate in outcomes().rates} == {"—"}


def test_sums_are_exact_to_the_cent():
    unit = UnitFactory()
    for cents in (10, 20, 999_999_999_999_999, 999_999_999_999_999, 999_999_999_999_999, 1):
        make_task(lead_unit=unit, amount_involved=Decimal(cents).scaleb(-2), amount_settled=Decimal("0.01"))
    found = outcomes()
    assert (found.involved, found.settled) == (3 * 999_999_999_999_999 + 31, 6)
    assert found.rates[0].percent == "0%"


def test_the_rate_of_money_is_cut_and_full_only_when_all_is_settled():
    unit = UnitFactory()
    make_task(lead_unit=unit, amount_involved=Decimal(1000), amount_settled=Decimal("999.99"))
    make_task(lead_unit=unit, amount_settled=None)
    make_draft(amount_involved=Decimal(5000))
    assert shown()["金额整改率"] == (99999, 100000, "99.9%")


def test_amounts_of_a_past_day_are_those_that_were_known_then():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, accepted_by=handler, on=day(-30), amount_involved=Decimal(300))
    office = task.source.created_by

    def record(by, on, **results):
        actions.record_results(task, by=by, version=task.version, on=day(on), **results)

    record(handler, -20, amount_settled=Decimal(100), rules_made=1)
    record(handler, -10, amount_settled=Decimal(150), rules_made=2, people_held=3)
    record(office, -10, amount_involved=Decimal(200))
    record(handler, 0, amount_settled=Decimal(200))
    seen = {on: outcomes(day(on)) for on in (-31, -30, -20, -11, -10, -1, 0)}
    assert {on: (one.involved, one.settled, one.rules, one.people) for on, one in seen.items()} == {
        -31: (0, 0, 0, 0),
        -30: (30000, 0, 0, 0),
        -20: (30000, 10000, 1, 0),
        -11: (30000, 10000, 1, 0),
        -10: (20000, 15000, 2, 3),
        -1: (20000, 15000, 2, 3),
        0: (20000, 20000, 2, 3),
    }  # fmt: skip


def test_passed_at_once_returned_and_relapsed_are_counted_as_of_the_day():
    handler = UserFactory()
    straight = make_submitted(by=handler, on=day(-40), due_on=day(60))
    close(straight, day(-30))
    back = make_submitted(by=handler, on=day(-40), due_on=day(60))
    actions.send_back(
        back,
        by=back.source.created_by,
        version=back.version,
        on=day(-25),
        note="佐证不足",
        grade=graded("partly"),
    )
    make_submitted(by=handler, on=day(-40), due_on=day(60))
    assert shown(day(-31))["一次通过率"] == (0, 0, "—")
    assert shown(day(-26))["退回率"] == (0, 1, "0%")
    assert shown()["一次通过率"] == (1, 1, "100%")
    assert shown()["退回率"] == (1, 2, "50.0%")
    office = straight.source.created_by
    actions.reopen(straight, by=office, version=straight.version, on=day(-5), note="反弹", due_on=day(30))
    assert shown(day(-6))["反弹率"] == (0, 1, "0%")
    assert shown()["反弹率"] == (1, 1, "100%")


def test_extensions_are_counted_when_they_were_granted():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, accepted_by=handler, on=day(-30), due_on=day(10))
    make_task(on=day(-30))
    actions.apply_extension(
        task, by=handler, version=task.version, on=day(-9), note="汛期停工", new_due_on=day(40)
    )
    actions.grant_extension(task, by=task.source.created_by, version=task.version, on=day(-5))
    assert shown(day(-6))["延期率"] == (0, 2, "0%")
    assert shown()["延期率"] == (1, 2, "50.0%")
    assert outcomes().extensions == 1


def test_basically_satisfied_counts_and_who_has_not_answered_does_not():
    source, handler = SourceFactory(kind=Source.Kind.PETITION), UserFactory()
    for satisfaction in ("satisfied", "basically", "not", ""):
        task = make_task(source, lead_unit=handler.unit, accepted_by=handler)
        if satisfaction:
            actions.record_results(
                task, by=handler, version=task.version, on=TODAY, satisfaction=satisfaction
            )
    assert shown()["满意率"] == (2, 3, "66.6%")


def test_kinds_and_units_add_up_to_the_whole_and_most_open_money_comes_first():
    rich, poor = UnitFactory(name="市水利局"), UnitFactory(name="市财政局")
    make_task(lead_unit=poor, amount_involved=Decimal(10), amount_settled=Decimal(10))
    make_task(SourceFactory(kind=Source.Kind.GOVERNMENT), lead_unit=rich, amount_involved=Decimal(90))
    make_task(SourceFactory(kind=Source.Kind.PETITION), lead_unit=rich)
    found = all_outcomes(Task.objects.as_of(TODAY, TODAY))
    assert [(one.name, one.outcomes.involved) for one in found.kinds] == [
        ("审计", 1000), ("政府督查", 9000), ("信访", 0)
    ]  # fmt: skip
    assert [one.name for one in found.units] == ["市水利局", "市财政局"]
    for groups in (found.kinds, found.units):
        assert sum((one.outcomes for one in groups), Outcomes()) == found.whole


lives = st.tuples(st.integers(-200, 0), st.integers(0, 120), *[st.integers(0, 60)] * 5).map(list)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(lives, max_size=4), offset=st.integers(-220, 0))
def test_every_count_is_the_length_of_the_list_that_it_links_to(drawn, offset):
    source, handler = SourceFactory(), UserFactory()
    mine = Task.objects.filter(source=source)
    for numbers in drawn:
        live(source, handler, numbers)
    then = mine.as_of(day(offset), TODAY)
    found = all_outcomes(then).whole
    assert found.tasks == then.counted_then().count()
    assert set(LIVED) <= {field.name for field in fields(Outcomes)}
    for what in LIVED:
        assert getattr(found, what) == then.counted_then().lived(what).count(), what
