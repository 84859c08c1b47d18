"""Who sees which task, and that seeing and having a relation are one thing."""

import pytest

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker.models import Source, Task
from tracker.permissions import allowed_actions, relations
from tracker.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return UnitFactory(name="云泽市")


@pytest.fixture
def bureau(city):
    return UnitFactory(name="市财政局", parent=city)


@pytest.fixture
def branch(bureau):
    return UnitFactory(name="市财政局国库中心", parent=bureau)


@pytest.fixture
def sibling(city):
    return UnitFactory(name="市教育局", parent=city)


@pytest.fixture
def helper_unit(city):
    return UnitFactory(name="市住建局", parent=city)


@pytest.fixture
def task(bureau, helper_unit):
    return make_task(lead_unit=bureau, assisting_units=[helper_unit])


def cast(task, city, bureau, branch, sibling, helper_unit) -> dict:
    office = task.source.office
    return {
        "supervisor of the office": (UserFactory(unit=office, role=Role.SUPERVISOR), True),
        "supervisor of another office": (UserFactory(role=Role.SUPERVISOR), False),
        "supervisor seated in the lead unit": (UserFactory(unit=bureau, role=Role.SUPERVISOR), False),
        "handler of the lead unit": (UserFactory(unit=bureau), True),
        "head of the lead unit": (UserFactory(unit=bureau, role=Role.HEAD), True),
        "handler of a branch below": (UserFactory(unit=branch), False),
        "handler above": (UserFactory(unit=city), True),
        "handler of a sibling": (UserFactory(unit=sibling), False),
        "handler of an assisting unit": (UserFactory(unit=helper_unit), True),
        "handler in the office": (UserFactory(unit=office), False),
        "leader of the city": (UserFactory(unit=city, role=Role.LEADER), True),
        "leader of a sibling": (UserFactory(unit=sibling, role=Role.LEADER), False),
        "leader elsewhere": (UserFactory(role=Role.LEADER), False),
        "administrator": (UserFactory(unit=city, role=Role.ADMIN), False),
    }


def test_visible_to_shows_each_person_what_is_theirs(task, city, bureau, branch, sibling, helper_unit):
    for name, (user, sees) in cast(task, city, bureau, branch, sibling, helper_unit).items():
        assert Task.objects.visible_to(user).filter(pk=task.pk).exists() is sees, name


def test_a_relation_exists_exactly_for_those_who_see_it(task, city, bureau, branch, sibling, helper_unit):
    for name, (user, sees) in cast(task, city, bureau, branch, sibling, helper_unit).items():
        assert bool(relations(user, task)) is sees, name
        if not sees:
            assert allowed_actions(user, task) == [], name


def test_a_draft_is_the_offices_own_affair(city, bureau, branch, sibling, helper_unit):
    draft = make_draft(lead_unit=bureau, assisting_units=[helper_unit])
    for name, (user, _) in cast(draft, city, bureau, branch, sibling, helper_unit).items():
        sees = name == "supervisor of the office"
        assert Task.objects.visible_to(user).filter(pk=draft.pk).exists() is sees, name
        assert bool(relations(user, draft)) is sees, name


def test_a_task_that_two_branches_assist_is_one_row(city, task):
    for _ in range(2):
        task.assists.create(unit=UnitFactory(parent=city))
    assert Task.objects.visible_to(UserFactory(unit=city)).count() == 1


def test_paths_are_compared_whole_key_by_key(db):
    """Unit 1 must not see what belongs to unit 11: a path ends with its stroke."""
    first = UnitFactory()
    others = [UnitFactory() for _ in range(12)]
    for unit in others:
        make_task(lead_unit=unit)
    assert Task.objects.visible_to(UserFactory(unit=first)).count() == 0


def test_sources_follow_the_tasks_that_one_sees(task, bureau, sibling):
    other = SourceFactory()
    assert list(Source.objects.visible_to(UserFactory(unit=bureau))) == [task.source]
    assert list(Source.objects.visible_to(UserFactory(unit=sibling))) == []
    assert list(Source.objects.visible_to(UserFactory(unit=other.office, role=Role.SUPERVISOR))) == [other]
    assert list(Source.objects.owned_by(UserFactory(unit=bureau, role=Role.LEADER))) == []


def test_a_unit_moved_takes_its_subtree_along(city, bureau, branch, sibling):
    bureau.parent = sibling
    bureau.save()
    branch.refresh_from_db()
    assert branch.path == "".join(f"{unit.pk:08d}/" for unit in (city, sibling, bureau, branch))


def test_a_unit_cannot_be_moved_below_itself(bureau, branch):
    bureau.parent = branch
    with pytest.raises(ValueError, match="上级单位"):
        bureau.save()
