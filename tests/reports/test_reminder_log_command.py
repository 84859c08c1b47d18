"""`reminder_log`: the log for offices that work by cron."""

import datetime as dt

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.factories import TODAY, UnitFactory, UserFactory, make_task
from tracker.reminders import plan_reminders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def tasks():
    made = []
    for name in ("市财政局", "市教育局"):
        handler = UserFactory(unit=UnitFactory(name=name), last_name=name[1:3])
        made.append(
            make_task(lead_unit=handler.unit, accepted_by=handler, due_on=TODAY, on=TODAY - dt.timedelta(30))
        )
    plan_reminders(TODAY)
    return made


def listed(capsys, **asked) -> list[list[str]]:
    call_command("reminder_log", **asked)
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def test_each_reminder_is_a_line_with_its_person_task_and_result(tasks, capsys):
    head, *lines = listed(capsys)

    assert head[:5] == ["提醒日", "提醒类别", "接收人", "单位", "任务编号"]
    assert {(line[0], line[3], line[4]) for line in lines} == {
        (TODAY.isoformat(), task.lead_unit.name, task.number) for task in tasks
    }
    assert {line[head.index("结果")] for line in lines} == {"待发送"}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"to": "财政"}, 1),
        ({"to": "水利"}, 0),
        ({"since": "2026-05-20"}, 2),
        ({"since": "2026-05-21"}, 0),
        ({"until": "2026-05-19"}, 0),
        ({"result": "waiting"}, 2),
        ({"result": "failed"}, 0),
    ],
)
def test_the_log_is_narrowed(tasks, capsys, asked, count):
    assert len(listed(capsys, **asked)) == 1 + count


def test_one_task(tasks, capsys):
    assert {line[4] for line in listed(capsys, task=tasks[1].number)[1:]} == {tasks[1].number}


def test_written_to_a_workbook_and_never_over_one(tasks, tmp_path, capsys):
    file = tmp_path / "记录.xlsx"
    call_command("reminder_log", out=str(file))
    assert "共 2 条" in capsys.readouterr().out
    assert "市财政局" in {cell.value for row in openpyxl.load_workbook(file).active for cell in row}
    with pytest.raises(CommandError, match="已经存在"):
        call_command("reminder_log", out=str(file))


def test_a_day_that_is_none_is_refused(tasks):
    with pytest.raises(CommandError):
        call_command("reminder_log", since="昨天")
