"""Search: any piece of two characters or more, in everything that a task says, within what the person may see."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import TODAY, UnitFactory, UserFactory, make_draft, make_task
from tracker import actions
from tracker.models import Task

pytestmark = pytest.mark.django_db


def found(words):
    return set(Task.objects.saying(words))


@pytest.fixture
def task():
    unit = UnitFactory(name="市财政局", aliases=["财局"])
    handler = UserFactory(unit=unit)
    texts = {
        "title": "PPP项目超概算",
        "problem": "燃气管网老化，漏损率12.5%。",
        "commitment": "年底前更新改造_一期。",
    }
    task = make_task(
        lead_unit=unit, accepted_by=handler, assisting_units=[UnitFactory(name="云溪镇")], **texts
    )
    actions.report_progress(task, by=handler, version=task.version, on=TODAY, note="已完成招标。", percent=20)
    make_task(title="账目不清", problem="账目不清。")
    return task


@pytest.mark.parametrize(
    "words",
    [
        "ppp",
        "PPP项目",
        "燃气",
        "管网老化",
        "12.5%",
        "造_",
        "更新改造",
        "招标",
        "财政",
        "财局",
        "云溪",
        "气",
        "燃气 招标",
    ],
)
def test_a_piece_of_any_text_finds_the_task(task, words):
    assert found(words) == {task}


@pytest.mark.parametrize("words", ["燃管", "管气", "燃气 账目", "PPP 账目", "_", "算燃"])
def test_what_does_not_stand_together_finds_nothing(task, words):
    assert found(words) == ({task} if words == "_" else set())


def test_a_number_is_found_by_its_digits(task):
    assert found(task.number) == found(task.number.lower()) == found(task.number[-5:]) == {task}


def test_a_changed_draft_is_found_by_its_new_words_alone():
    draft = make_draft(title="旧题", problem="旧的问题")
    actions.edit_draft(draft, by=draft.source.created_by, version=draft.version, on=TODAY, problem="新的情况")
    assert found("新的情况") == {draft} and not found("旧的问题")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text("甲乙丙aA1_%.'\\ ", min_size=2, max_size=12),
    word=st.text("甲乙丙aA1_%.'\\", min_size=1, max_size=4),
)
def test_search_finds_just_what_holds_the_word(text, word):
    probe = make_draft(title="探针", problem=f"：{text}：")
    said = f"{probe.title}\n{probe.problem}\n{probe.commitment}\n{probe.number}".lower()
    assert (probe in found(word)) == (word.lower() in said)
