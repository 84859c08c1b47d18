"""The table of days off: filled from the package, kept as an administrator left it, missed in time."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import UserFactory
from tracker.calendar import add_working_days, day_off_words, is_working_day
from tracker.holidays import fill_holidays, missing_year, published
from tracker.models import Holiday
from tracker.states import Role

pytestmark = pytest.mark.django_db

YEAR = 2026


def test_the_package_knows_days_off_and_make_up_days_of_a_year():
    filled = fill_holidays([YEAR])
    table = Holiday.objects.table()

    assert filled.added == len(table) == Holiday.objects.count()
    assert day_off_words(dt.date(2026, 10, 1), table) == "国庆节假期"
    assert is_working_day(dt.date(2026, 10, 10), table)  # a Saturday
    assert {day.year for day in table} == {YEAR}


def test_a_limit_in_working_days_skips_the_golden_week(db):
    fill_holidays([YEAR])
    assert add_working_days(dt.date(2026, 9, 28), 5, Holiday.objects.table()) == dt.date(2026, 10, 10)


def test_filling_again_leaves_what_an_administrator_changed():
    fill_holidays([YEAR])
    Holiday.objects.filter(on="2026-10-10").update(kind="off", name="本市补休")

    assert fill_holidays([YEAR]).added == fill_holidays([YEAR]).changed == 0
    assert Holiday.objects.get(on="2026-10-10").name == "本市补休"
    assert fill_holidays([YEAR], overwrite=True).changed == 1
    assert Holiday.objects.get(on="2026-10-10").kind == "work"


def test_an_added_day_of_ones_own_stays_when_the_year_is_filled():
    Holiday.objects.create(on=dt.date(2026, 3, 3), name="民族节日")
    fill_holidays(overwrite=True)
    assert Holiday.objects.filter(on="2026-03-03").exists()


def test_no_day_is_both_off_and_worked():
    days = [one.on for one in published()]
    assert len(days) == len(set(days))


def test_the_database_refuses_a_second_word_on_a_day_and_an_unknown_kind():
    Holiday.objects.create(on=dt.date(2026, 10, 1), name="国庆节")
    for refused in ({"on": dt.date(2026, 10, 1)}, {"on": dt.date(2026, 10, 2), "kind": "maybe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(name="国庆节", **refused)


@pytest.mark.parametrize(
    ("today", "known", "missing"),
    [
        (dt.date(2026, 5, 20), [2026], None),
        (dt.date(2026, 5, 20), [2025], 2026),
        (dt.date(2026, 11, 30), [2026], None),
        (dt.date(2026, 12, 1), [2026], 2027),
        (dt.date(2026, 12, 31), [2026, 2027], None),
        (dt.date(2027, 1, 1), [2026], 2027),
    ],
)
def test_a_needed_year_that_is_not_entered_is_missed(today, known, missing):
    Holiday.objects.bulk_create(Holiday(on=dt.date(year, 10, 1), name="国庆节") for year in known)
    assert missing_year(today) == missing


def test_a_single_day_of_ones_own_does_not_make_a_year_known():
    Holiday.objects.create(on=dt.date(2027, 3, 3), name="民族节日")
    assert Holiday.objects.known_years() == set()


def test_the_command_says_what_it_did_and_what_is_missing(capsys):
    with time_machine.travel(dt.datetime(2090, 5, 20, 4, tzinfo=dt.UTC), tick=False):
        call_command("fill_holidays", year=[YEAR])
    said = capsys.readouterr().out
    assert f"新增 {Holiday.objects.count()} 天，改动 0 天" in said
    assert "还没有 2090 年的放假安排" in said


def test_a_year_that_the_package_does_not_know_adds_nothing():
    assert fill_holidays([2099]).added == 0


def test_code_that_knows_no_register_counts_by_the_table():
    fill_holidays([YEAR])
    assert Holiday.objects.counting()(dt.date(2026, 9, 28), 5) == dt.date(2026, 10, 10)


@pytest.mark.parametrize("page", ["reminder_log", "health_page"])
def test_those_who_watch_the_house_read_that_a_year_is_missing(client, page):
    client.force_login(UserFactory(role=Role.SUPERVISOR))
    with time_machine.travel(dt.datetime(2026, 5, 20, 4, tzinfo=dt.UTC), tick=False):
        assert "还没有登记 2026 年的放假和调休安排" in client.get(reverse(page)).content.decode()
        fill_holidays([YEAR])
        assert "放假和调休安排" not in client.get(reverse(page)).content.decode()
