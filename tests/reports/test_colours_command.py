"""`manage.py colours`: the totals of any day, as text and JSON, equal to list, statistics and export."""

import json
from collections import Counter
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import reverse

from reports import statistics
from tests.factories import TODAY, UnitFactory, UserFactory, make_draft, make_task
from tests.reports.lives import day, live_many
from tracker import actions
from tracker.colours import Colour
from tracker.models import Task, Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


def printed(*args: str) -> str:
    out = StringIO()
    call_command("colours", *args, stdout=out)
    return out.getvalue()


def in_json(*args: str) -> dict:
    return json.loads(printed(*args, "--json"))


def test_json_of_an_empty_register():
    assert in_json() == {
        "on": "2026-05-20",
        "unit": None,
        "white": 0,
        "green": 0,
        "yellow": 0,
        "red": 0,
        "closed_specially": 0,
        "total": 0,
        "sentence": "截至2026年5月20日，共有整改任务0项，其中白色清零0项、绿色提示0项、黄色预警0项、红色督办0项。",
    }


def test_text_names_every_colour_and_the_sentence():
    make_task(on=day(-90), due_on=day(-1))
    make_task()
    make_task()
    make_draft()
    lines = printed().splitlines()
    assert [line.split() for line in lines[:5]] == [
        ["○", "白色清零", "0", "项", "0%"],
        ["●", "绿色提示", "2", "项", "66.6%"],
        ["▲", "黄色预警", "0", "项", "0%"],
        ["■", "红色督办", "1", "项", "33.3%"],
        ["合计", "3", "项"],
    ]
    assert lines[5].startswith("截至2026年5月20日，共有整改任务3项")


def test_a_unit_by_name_or_alias_counts_its_subtree_of_the_day():
    bureau = UnitFactory(name="云川市教育局", aliases=["教育局"])
    school = UnitFactory(name="云川市第一中学", parent=bureau)
    moved = make_task(lead_unit=school, on=day(-30))
    make_task(lead_unit=bureau, on=day(-30))
    make_task(on=day(-30))
    actions.transfer(
        moved,
        by=moved.source.created_by,
        version=moved.version,
        on=TODAY,
        lead_unit=UnitFactory(),
        note="职责调整",
    )
    assert in_json("--unit", "教育局")["total"] == 1
    yesterday = in_json("--unit", "云川市教育局", "--on", str(day(-1)))
    assert (yesterday["total"], yesterday["unit"], yesterday["on"]) == (2, "云川市教育局", "2026-05-19")
    assert "单位：云川市教育局" in printed("--unit", "教育局")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--unit", "没有的局"], "没有叫“没有的局”的单位"),
        (["--unit", ""], "没有叫“”的单位"),
        (["--unit", "教育局"], "“教育局”指东县教育局、西县教育局，请写全称"),
        (["--on", "昨天"], "不是日期"),
        (["--on", ""], "不是日期"),
        (["--on", "2026-02-30"], "“2026-02-30”不是日期"),
    ],
)
def test_errors_are_sentences(args, says):
    UnitFactory(name="东县教育局", aliases=["教育局"])
    UnitFactory(name="西县教育局", aliases=["教育局"])
    with pytest.raises(CommandError, match=says) as refusal:
        printed(*args)
    assert refusal.value.returncode == 1


@pytest.mark.parametrize("on", [day(0), day(-1), day(-45), day(-90), day(40)])
def test_command_statistics_list_and_export_agree(client, on):
    city, office = UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE)
    supervisor = UserFactory(unit=office, role=Role.SUPERVISOR)
    live_many(city, office, count=20, seed=11)
    client.force_login(supervisor)
    command = in_json("--on", str(on))
    then = Task.objects.visible_to(supervisor).as_of(on, TODAY)
    page = client.get(reverse("task_list"), {"on": str(on)})
    tabs = {tab.colour or "total": tab.count for tab in page.context["tabs"] if tab.name != "待交办"}
    exported = Counter(colours_in(client.get(reverse("task_export"), {"on": str(on)})))

    totals = statistics.totals_of(then)
    assert totals.total > 0
    assert statistics.history(Task.objects.visible_to(supervisor), [on]) == [totals]
    for colour in Colour:
        n = totals.of(colour)
        assert command[colour.value] == tabs[colour.value] == exported[colour.label] == n, colour
        for groups in (statistics.by_unit(then, on), statistics.by_source(then, on)):
            assert sum(group.totals.of(colour) for group in groups) == n, colour
    assert command["total"] == tabs["total"] == exported.total() == totals.total


def colours_in(response: HttpResponse) -> list[str]:
    """Return the words below the heading 颜色 of a workbook."""
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)), read_only=True).worksheets[
        0
    ]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if "颜色" in row)
    return [row[rows[head].index("颜色")] for row in rows[head + 1 :] if any(row)]
