"""The page of the standards: what it lists for whom, and that it counts only what the reader may see."""

import pytest
from django.urls import reverse

from tests.factories import TODAY, make_draft, make_task
from tracker import actions
from tracker.models import Standard

pytestmark = pytest.mark.django_db


def used(page) -> dict[str, int]:
    return {str(one): one.used for one in page.context["standards"]}


def test_supervisors_and_units_read_by_what_they_are_judged(cast, browse):
    general = Standard.objects.general()
    for who in (cast.supervisor, cast.handler, cast.head, cast.assistant, cast.leader):
        page = browse(who).get(reverse("standard_list")).text
        for words in (general.name, general.basis, general.evidence_wanted, *general.criteria):
            assert words in page


def test_each_counts_the_tasks_in_sight_and_no_draft(cast, browse):
    general = str(Standard.objects.general())
    make_task(cast.source, lead_unit=cast.bureau)
    make_task(cast.source, lead_unit=cast.sibling)
    make_task()
    make_draft(cast.source, standard=Standard.objects.general())

    address = reverse("standard_list")
    assert used(browse(cast.supervisor).get(address)) == {general: 2}
    assert used(browse(cast.handler).get(address)) == {general: 1}
    assert used(browse(cast.stranger).get(address)) == {general: 0}


def test_an_old_version_is_shown_to_those_whose_tasks_go_by_it(cast, browse):
    standard = Standard.objects.create(name="工程类认定标准", category="工程", criteria=["已经验收"])
    make_task(cast.source, lead_unit=cast.bureau, standard=standard)
    standard.criteria = ["已经移交"]
    assert actions.revise_standard(standard)

    address = reverse("standard_list")
    assert "已有新版" in browse(cast.handler).get(address).text
    assert "已有新版" not in browse(cast.outsider).get(address).text


def test_a_draft_is_assigned_by_the_version_in_force_on_that_day(cast, browse):
    standard = Standard.objects.create(name="工程类认定标准", category="工程", criteria=["已经验收"])
    draft = make_draft(cast.source, lead_unit=cast.bureau, due_on=TODAY, standard=standard)
    standard.criteria = ["已经移交"]
    assert actions.revise_standard(standard)

    form = browse(cast.supervisor).get(reverse("task_action", args=[draft.pk, "assign"])).context["form"]
    assert form["standard"].value() == standard.pk
    actions.assign(draft, by=cast.supervisor, version=draft.version, on=TODAY)
    assert draft.standard.criteria == ["已经移交"]


@pytest.mark.parametrize(
    ("category", "judged_by"),
    [("工程管理", "工程类认定标准"), ("资金管理", "通用认定标准"), ("", "通用认定标准")],
)
def test_a_draft_for_which_none_was_chosen_is_assigned_by_that_of_its_category(
    cast, browse, category, judged_by
):
    for name, valid in (("工程旧标准", False), ("工程类认定标准", True)):
        Standard.objects.create(name=name, category="工程管理", criteria=["已经验收"], is_current=valid)
    draft = make_draft(cast.source, lead_unit=cast.bureau, due_on=TODAY, category=category, standard=None)

    form = browse(cast.supervisor).get(reverse("task_action", args=[draft.pk, "assign"])).context["form"]
    assert Standard.objects.get(pk=form["standard"].value()).name == judged_by
    actions.assign(draft, by=cast.supervisor, version=draft.version, on=TODAY)
    assert draft.standard.name == judged_by


def test_many_standards_cost_no_more_questions_than_one(cast, browse, django_assert_num_queries):
    client, address = browse(cast.handler), reverse("standard_list")
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)
    for number in range(30):
        Standard.objects.create(name=f"标准{number}", criteria=["条件"])
    with django_assert_num_queries(5):
        client.get(address)
