"""The pages of shared problems: splitting, adding, the summary, and what each person sees of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker import actions
from tracker.models import SharedProblem, Task, Unit
from tracker.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = TODAY + 60 * DAY


@pytest.fixture
def towns(cast) -> list[Unit]:
    names = ("云溪镇", "柳岔镇", "石桥镇")
    cast.city.kind = Unit.Kind.GOVERNMENT
    cast.city.save()
    return [UnitFactory(name=name, parent=cast.city, kind=Unit.Kind.TOWN) for name in names]


@pytest.fixture
def shared(cast, towns) -> SharedProblem:
    """Three towns, the first of them late, the second cleared specially, none seen by the bureaux."""
    draft = make_draft(cast.source, on=TODAY - 90 * DAY)
    shared = actions.split(
        draft,
        by=cast.supervisor,
        version=draft.version,
        on=TODAY - 90 * DAY,
        units=towns,
        due_on=TODAY - DAY,
        at_once=True,
    )
    second, third = shared.siblings.all()[1:]
    special = {"by": cast.supervisor, "on": TODAY, "note": "河道已改线", "basis": "批复"}
    actions.propose_special(second, version=second.version, **special)
    actions.close_specially(second, by=cast.second, version=second.version, on=TODAY)
    handler = UserFactory(unit=third.lead_unit)
    actions.accept(third, by=handler, version=third.version, on=TODAY - 80 * DAY)
    actions.apply_extension(
        third, by=handler, version=third.version, on=TODAY - 2 * DAY, note="汛期", new_due_on=DUE
    )
    actions.grant_extension(third, by=cast.supervisor, version=third.version, on=TODAY - 2 * DAY)
    actions.report_progress(third, by=handler, version=third.version, on=TODAY, note="已清理", percent=41)
    return shared


def detail(shared: SharedProblem) -> str:
    return reverse("shared_detail", args=[shared.pk])


def test_a_whole_class_of_units_is_ticked_without_losing_what_was_typed(cast, browse, towns):
    draft = make_draft(cast.source)
    client, address = browse(cast.supervisor), reverse("task_split", args=[draft.pk])
    UnitFactory(kind=Unit.Kind.TOWN)  # of another city

    typed = {"version": 1, "units": [cast.bureau.pk], "note": "六月底前办结", "tick": "town"}
    form = client.post(address, typed).context["form"]

    assert not form.is_bound
    assert {int(key) for key in form["units"].value()} == {cast.bureau.pk, *(town.pk for town in towns)}
    assert (form["note"].value(), form["at_once"].value()) == ("六月底前办结", False)
    ticked = client.get(address, {"tick": "town"}).context["form"]["units"].value()
    assert sorted(ticked) == [town.pk for town in towns]
    assert not SharedProblem.objects.exists()


def test_a_draft_is_split_and_handed_over_from_its_page(cast, browse, towns):
    draft = make_draft(cast.source)
    client, address = browse(cast.supervisor), reverse("task_split", args=[draft.pk])
    assert address in client.get(reverse("task_detail", args=[draft.pk])).content.decode()
    typed = {"version": 1, "units": [town.pk for town in towns], "at_once": "on", "note": "按月报送"}

    refused = client.post(address, typed)
    assert "立即交办须填写整改时限" in str(refused.context["form"].errors)
    late = client.post(address, typed | {"due_on": str(TODAY - DAY)})
    assert "past_due" in late.context["form"].errors
    answer = client.post(address, typed | {"due_on": str(DUE)}, follow=True)

    shared = SharedProblem.objects.get()
    assert answer.redirect_chain == [(detail(shared), 302)]
    assert shared.siblings.filter(status="assigned").count() == 3


def test_whoever_was_slower_is_told_and_keeps_what_was_typed(cast, browse, towns):
    draft = make_draft(cast.source)
    actions.edit_draft(draft, by=cast.second, version=1, on=TODAY, title="另一个题目")
    typed = {"version": 1, "units": [town.pk for town in towns], "note": "按月报送"}

    answer = browse(cast.supervisor).post(reverse("task_split", args=[draft.pk]), typed)

    assert answer.status_code == 409
    assert "按月报送" in answer.content.decode()
    assert "云溪镇" in answer.content.decode()


def test_one_unit_is_refused_on_the_page(cast, browse, towns):
    draft = make_draft(cast.source)
    typed = {"version": 1, "units": [towns[0].pk]}

    answer = browse(cast.supervisor).post(reverse("task_split", args=[draft.pk]), typed)

    assert "至少涉及两家" in answer.content.decode()


def test_the_office_sees_how_all_stand_and_each_number_is_the_length_of_its_list(cast, browse, shared):
    client = browse(cast.supervisor)
    page = client.get(detail(shared))
    summary = page.context["summary"]

    assert [(one.colour.value, one.count) for one in summary.counts] == [
        ("red", 1), ("yellow", 0), ("green", 1), ("white", 1)
    ]  # fmt: skip
    assert (summary.total, summary.cleared, summary.percent) == (3, 1, 47)  # (100 + 41 + 0) / 3, cut
    assert [row.lead.name for row in summary.late] == ["云溪镇"]
    assert "逾期 1 家：云溪镇（逾期 1 天）" in page.content.decode()
    for one in summary.counts:
        found = client.get(f"{summary.address}&colour={one.colour.value}").context["page"].paginator.count
        assert found == one.count
    assert client.get(summary.address).context["page"].paginator.count == 3


def test_the_summary_of_a_past_day_is_of_that_day(cast, browse, shared):
    client = browse(cast.supervisor)
    summary = client.get(detail(shared), {"on": str(TODAY - 60 * DAY)}).context["summary"]

    assert [one.count for one in summary.counts] == [0, 0, 3, 0]
    assert "41%" in client.get(detail(shared)).text
    assert "41%" not in client.get(detail(shared), {"on": str(TODAY - 60 * DAY)}).text
    assert client.get(f"{summary.address}&colour=green").context["page"].paginator.count == 3
    assert client.get(detail(shared), {"on": "x"}).context["on"] == TODAY


def test_a_unit_sees_its_own_task_alone_and_is_told_so(cast, browse, shared, towns):
    handler = UserFactory(unit=towns[2])
    page = browse(handler).get(detail(shared))
    words = page.content.decode()

    assert [row.lead for row in page.context["summary"].rows] == [towns[2]]
    assert "共 3 家单位；以下只列出和统计您有权查看的 1 项任务" in words
    assert "云溪镇" not in words and "柳岔镇" not in words
    assert "增加责任单位" not in words
    own = shared.siblings.get(lead_unit=towns[2])
    task_page = browse(handler).get(reverse("task_detail", args=[own.pk])).content.decode()
    assert detail(shared) in task_page
    assert "共 3 家单位" in task_page
    assert "云溪镇" not in task_page


@pytest.mark.parametrize("person", ["handler", "outsider", "stranger", "admin"])
def test_a_stranger_of_every_role_finds_nothing(cast, browse, shared, person):
    client = browse(getattr(cast, person))

    assert client.get(detail(shared)).status_code == 404
    assert client.get(reverse("shared_add", args=[shared.pk])).status_code == 404
    if person != "admin":
        found = client.get(reverse("task_list"), {"shared": shared.pk})
        assert found.context["filter"].form.errors and not found.context["rows"]


def test_the_leader_sees_all_below_and_adds_nobody(cast, browse, shared):
    client = browse(cast.leader)

    assert client.get(detail(shared)).context["summary"].total == 3
    assert client.get(reverse("shared_add", args=[shared.pk])).status_code == 403


def test_units_are_added_from_the_page(cast, browse, shared, towns):
    client, address = browse(cast.supervisor), reverse("shared_add", args=[shared.pk])
    fourth = UnitFactory(name="南湖街道", parent=cast.city, kind=Unit.Kind.TOWN)

    assert [one.keys for one in client.get(address).context["classes"] if one.kind == "town"] == [[fourth.pk]]
    typed = {"units": [fourth.pk, towns[0].pk], "at_once": "on", "due_on": str(DUE)}
    assert "云溪镇已经有" in client.post(address, typed).content.decode()
    client.post(address, typed | {"units": [fourth.pk]})

    assert shared.siblings.get(lead_unit=fourth).number == f"{shared.number}-04"


def test_a_declined_task_is_shown_to_the_office_and_not_counted(cast, browse, shared, towns):
    first = shared.siblings.first()
    soon = TODAY - 89 * DAY
    actions.decline(first, by=UserFactory(unit=towns[0]), version=first.version, on=soon, note="不归本镇")

    page = browse(cast.supervisor).get(detail(shared))

    assert [row.task.pk for row in page.context["summary"].drafts] == [first.pk]
    assert "共 2 家单位" in page.content.decode()
    assert "另有 1 项待交办或者不再交办，不计入" in page.content.decode()


def test_the_list_tells_shared_problems_from_own_ones(cast, browse, shared):
    own = make_task(cast.source, lead_unit=cast.bureau)
    client = browse(cast.supervisor)

    def found(**data: str) -> set[int]:
        return {row.task.pk for row in client.get(reverse("task_list"), data).context["rows"]}

    assert found(nature="own") == {own.pk}
    assert (
        found(nature="shared")
        == found(shared=str(shared.pk))
        == set(Task.objects.filter(shared=shared).values_list("pk", flat=True))
    )


def test_the_page_costs_the_same_for_few_and_many_units(cast, browse):
    client = browse(cast.supervisor)

    def queries(count: int) -> int:
        draft = make_draft(cast.source)
        units = [UnitFactory(parent=cast.city) for _ in range(count)]
        shared = actions.split(
            draft, by=cast.supervisor, version=1, on=TODAY, units=units, due_on=DUE, at_once=True
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(detail(shared)).context["summary"].total == count
        return len(asked)

    assert queries(2) == queries(30)


def test_a_supervisor_of_another_office_splits_nothing(cast, browse, towns):
    draft = make_draft(cast.source)
    other = UserFactory(unit=UnitFactory(parent=cast.city, kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)

    assert browse(other).get(reverse("task_split", args=[draft.pk])).status_code == 404
    assert browse(cast.handler).get(reverse("task_split", args=[draft.pk])).status_code == 404


def test_the_form_of_one_task_leaves_the_source_to_the_problem(cast, browse, towns):
    draft = make_draft(cast.source)
    actions.split(draft, by=cast.supervisor, version=draft.version, on=TODAY, units=towns[:2])
    first = Task.objects.get(pk=draft.pk)
    other = SourceFactory(office=cast.office, created_by=cast.supervisor)
    client, address = browse(cast.supervisor), reverse("task_edit", args=[first.pk])
    form = client.get(address).context["form"]
    measures = {"measures-TOTAL_FORMS": 0, "measures-INITIAL_FORMS": 0}
    typed = {name: value for name in form.fields if (value := form[name].value())} | measures

    answer = client.post(address, typed | {"source": other.pk, "title": "新的标题"})
    assert answer.status_code == 302, answer.context["form"].errors
    first.refresh_from_db()
    assert (first.source, first.title) == (cast.source, "新的标题")

    refused = client.post(address, typed | {"version": first.version, "lead_unit": towns[1].pk})
    assert "已经有共性问题" in refused.content.decode()
