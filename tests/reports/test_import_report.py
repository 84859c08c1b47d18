"""The command that makes drafts of a report without a browser."""

from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from reports.models import Match, Problem, Report
from tests.factories import SourceFactory, UserFactory
from tests.reports.documents import TEXT, city_units, supervisor
from tracker.models import Task
from tracker.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def by():
    return supervisor()


@pytest.fixture
def source(by):
    return SourceFactory(office=by.unit, created_by=by, title="水利专项督查")


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "总结.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(file, **options) -> str:
    out = StringIO()
    call_command("import_report", str(file), stdout=out, **options)
    return out.getvalue()


def test_every_problem_becomes_a_draft_with_its_best_match(by, source, file):
    units = city_units()

    printed = run(file, source="水利专项督查", by=by.username)

    tasks = list(Task.objects.order_by("pk"))
    assert [task.title for task in tasks] == ["灌区渠道渗漏严重", "水库巡查记录不全", "节水宣传进社区少"]
    assert {task.status for task in tasks} == {Status.DRAFT}
    assert "抓紧修复灌区渠道" in tasks[0].commitment
    assert tasks[0].lead_unit == units["water"]
    assert list(tasks[0].assisting_units.all()) == [units["finance"]]
    assert Match.objects.filter(problem__task=tasks[1], dropped=False).count() == 1
    assert {one.confirmed_by for one in Problem.objects.filter(parent=None)} == {by}
    assert "没有承诺对应的问题 1 项" in printed
    assert "节水宣传进社区少" in printed
    assert "没有问题对应的承诺 1 项" in printed


@time_machine.travel("2026-03-01T10:00:00+08:00", tick=False)
def test_defaults_are_assigned_where_unit_and_date_are_known(by, source, file):
    city_units()

    printed = run(file, source=str(source.pk), by=by.username, assign_defaults=True)

    statuses = dict(Task.objects.values_list("title", "status"))
    assert statuses["灌区渠道渗漏严重"] == Status.ASSIGNED
    assert statuses["节水宣传进社区少"] == Status.DRAFT
    assert "缺牵头单位或时限，未交办" in printed
    assert all(len(line) < 60 for line in printed.splitlines())


@time_machine.travel("2026-05-01T10:00:00+08:00", tick=False)
def test_a_date_of_the_text_that_has_passed_is_left_to_a_person(by, source, file):
    city_units()

    printed = run(file, source="水利专项督查", by=by.username, assign_defaults=True)

    assert Task.objects.get(title="灌区渠道渗漏严重").status == Status.DRAFT
    assert "文中时限已过，请定新的时限再交办 1 项" in printed


def test_without_a_name_it_is_who_runs_it_or_who_registered_the_source(by, source, file, monkeypatch):
    colleague = supervisor(by.unit)
    monkeypatch.setenv("LOGNAME", colleague.username)
    assert f"确认人：{colleague}" in run(file, source="水利专项督查")
    monkeypatch.setenv("LOGNAME", "nobody-known")
    assert f"确认人：{by}" in run(file, source="水利专项督查", again=True)
    assert {one.confirmed_by for one in Problem.objects.filter(parent=None)} == {by, colleague}


def test_a_title_of_two_offices_asks_for_a_person(source, file):
    SourceFactory(title=source.title)
    with pytest.raises(CommandError, match="几个督办机构"):
        run(file, source=source.title)


def test_one_report_of_a_compilation(by, source, tmp_path):
    other = (
        TEXT.replace("水利局", "林业局").replace("灌区渠道渗漏严重", "林区防火道失修").replace("水库", "苗圃")
    )
    path = tmp_path / "汇编.txt"
    path.write_text(f"2025年工作总结汇编（2篇）\n\n\n{TEXT}\n\n\n{other}", encoding="utf-8")

    run(path, source=source.title, by=by.username, report=2)

    report = Report.objects.get()
    assert report.parts.count() == 2
    assert set(Task.objects.values_list("reading__part__position", flat=True)) == {2}
    with pytest.raises(CommandError, match="没有第 3 篇"):
        run(path, source=source.title, by=by.username, report=3, again=True)


def test_the_same_file_twice_is_refused_unless_wanted(by, source, file):
    run(file, source=source.title, by=by.username)

    with pytest.raises(CommandError, match="已导入过"):
        run(file, source=source.title, by=by.username)
    assert (Task.objects.count(), Report.objects.count()) == (3, 1)

    run(file, source=source.title, by=by.username, again=True)
    assert Task.objects.count() == 6


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"source": "没有的来源"}, "没有名称或编号"),
        ({"by": "nobody"}, "没有用户"),
        ({"report": 7}, "没有第 7 篇"),
    ],
)
def test_refusals_write_nothing(by, source, file, media, options, reason):
    with pytest.raises(CommandError, match=reason):
        run(file, **({"source": source.title, "by": by.username} | options))

    assert (Report.objects.count(), Task.objects.count()) == (0, 0)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_only_a_supervisor_and_only_their_own_sources(by, source, file):
    handler, stranger = UserFactory(), supervisor()

    with pytest.raises(CommandError, match="只有督办人员"):
        run(file, source=source.title, by=handler.username)
    with pytest.raises(CommandError, match="没有名称或编号"):
        run(file, source=str(source.pk), by=stranger.username)


def test_a_file_that_cannot_be_read(by, source, tmp_path):
    path = tmp_path / "空.txt"
    path.write_text("")

    with pytest.raises(CommandError, match="空的"):
        run(path, source=source.title, by=by.username)
    with pytest.raises(CommandError, match="读不到文件"):
        run(tmp_path / "没有.txt", source=source.title, by=by.username)
