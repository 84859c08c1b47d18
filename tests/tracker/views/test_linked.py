"""Linking by hand, and what the trail tells to whom."""

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, UserFactory, make_task
from tracker import actions
from tracker.models import Matter, MatterTask

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    """Two tasks of one lead unit; another unit assists the first alone."""
    second = SourceFactory(office=cast.office, created_by=cast.supervisor)
    return [
        make_task(
            cast.source, lead_unit=cast.bureau, assisting_units=[cast.helping], accepted_by=cast.handler
        ),
        make_task(second, lead_unit=cast.bureau, accepted_by=cast.handler),
    ]


def test_tasks_are_linked_by_their_numbers(cast, browse, pair):
    one, two = pair
    url = reverse("task_join_matter", args=[one.pk])

    answer = browse(cast.supervisor).post(
        url, {"numbers": f"{two.number.lower()}、{one.number}", "note": "两次审计"}, follow=True
    )

    assert set(MatterTask.objects.values_list("task", flat=True)) == {one.pk, two.pk}
    html = answer.content.decode()
    assert two.number in html
    assert "两次审计" in html


@pytest.mark.parametrize("numbers", ["", "ZG1999-00001", "OWN", "FOREIGN"])
def test_a_number_that_names_nothing_of_ones_own_is_refused(cast, browse, pair, numbers):
    foreign = make_task(lead_unit=cast.bureau)
    typed = {"OWN": pair[0].number, "FOREIGN": foreign.number}.get(numbers, numbers)

    answer = browse(cast.supervisor).post(reverse("task_join_matter", args=[pair[0].pk]), {"numbers": typed})

    assert answer.status_code == 200
    assert answer.context["form"].errors["numbers"]
    assert foreign.title not in str(answer.context["form"].errors)
    assert not Matter.objects.exists()


def test_another_lead_unit_is_refused_with_the_reason(cast, browse, pair):
    other = make_task(cast.source, lead_unit=cast.sibling)

    answer = browse(cast.supervisor).post(
        reverse("task_join_matter", args=[pair[0].pk]), {"numbers": other.number}
    )

    assert "牵头单位相同" in answer.content.decode()


def test_leaving_wants_a_reason_and_a_matter(cast, browse, pair):
    url = reverse("task_leave_matter", args=[pair[0].pk])
    client = browse(cast.supervisor)
    assert client.get(url).url == reverse("task_detail", args=[pair[0].pk])
    actions.link_matter(pair, by=cast.supervisor, on=pair[0].assigned_on)

    assert pair[1].number in client.get(url).content.decode()
    assert client.post(url, {"note": ""}).status_code == 200
    assert Matter.objects.exists()
    client.post(url, {"note": "不是一回事"})
    assert not Matter.objects.exists()


def test_a_unit_learns_nothing_of_a_task_that_it_may_not_see(cast, browse, pair):
    one, two = pair
    actions.link_matter(pair, by=cast.supervisor, on=one.assigned_on, note=f"与{two.number}相同")
    url = reverse("task_detail", args=[one.pk])

    for person in (cast.supervisor, cast.handler, cast.head, cast.leader):
        html = browse(person).get(url).content.decode()
        assert two.number in html
        assert "列为同一事项" in html
        assert "共 4 条" in html
    html = browse(cast.assistant).get(url).content.decode()
    assert two.number not in html
    assert two.source.title not in html
    assert "同一事项" not in html
    assert "共 3 条" in html
    form = browse(cast.assistant).get(reverse("task_action", args=[one.pk, "report_progress"]))
    assert "同组" not in form.content.decode()


def test_a_title_stands_on_the_progress_form_as_it_was_written(cast, browse, pair):
    one, two = pair
    type(two).objects.filter(pk=two.pk).update(title="<b onclick=x>租金</b>")
    actions.link_matter(pair, by=cast.supervisor, on=one.assigned_on)

    html = browse(cast.handler).get(reverse("task_action", args=[one.pk, "report_progress"])).content.decode()

    assert "&lt;b onclick=x&gt;租金" in html
    assert "<b onclick" not in html


def test_whoever_leaves_a_matter_that_is_gone_is_told_so(cast, browse, pair, monkeypatch):
    actions.link_matter(pair, by=cast.supervisor, on=pair[0].assigned_on)
    leave = actions.leave_matter

    def second_to_leave(task, **arguments):
        leave(pair[1], **arguments)
        leave(task, **arguments)

    monkeypatch.setattr("tracker.actions.leave_matter", second_to_leave)
    answer = browse(cast.supervisor).post(
        reverse("task_leave_matter", args=[pair[0].pk]), {"note": "不是一回事"}
    )

    assert answer.status_code == 200
    assert "没有列为同一事项" in answer.content.decode()


def test_only_the_office_opens_the_pages(cast, browse, pair):
    for name in ("task_join_matter", "task_leave_matter"):
        url = reverse(name, args=[pair[0].pk])
        for person in (cast.handler, cast.assistant, cast.leader):
            assert browse(person).post(url, {"numbers": pair[1].number, "note": "好"}).status_code == 403
        for person in (cast.stranger, cast.outsider, UserFactory()):
            assert browse(person).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_task_page_costs_the_same_for_few_and_many_links(
    cast, browse, pair, count, django_assert_num_queries
):
    one = pair[0]
    sources = [SourceFactory(office=cast.office, created_by=cast.supervisor) for _ in range(count)]
    more = [make_task(source, lead_unit=cast.bureau, accepted_by=cast.handler) for source in sources]
    actions.link_matter([*pair, *more], by=cast.supervisor, on=one.assigned_on)
    for other in more:
        actions.confirm_recurrence(one, other, by=cast.supervisor, on=one.assigned_on)
    client, url = browse(cast.supervisor), reverse("task_detail", args=[one.pk])

    with django_assert_num_queries(25):
        client.get(url)
