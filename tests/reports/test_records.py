"""办理情况 as a Word file: all of a task's story, to those alone who see it, and no text of a user becomes more than text."""

import io
import zipfile

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, UserFactory, all_met, graded, make_submitted, make_task
from tests.tracker.meeting import Cast
from tracker import actions
from tracker.models import Evidence, Policy, Task
from tracker.states import Role

pytestmark = pytest.mark.django_db
# Without NUL: PostgreSQL stores none, and the forms refuse it.
NASTY = '{{ 7*7 }} {% now "Y" %} <w:t>&amp; ]]> \x0b\x1f\ufffe "引号" =1+1'


@pytest.fixture
def cast():
    return Cast()


def address(task):
    return reverse("task_record_file", args=[task.pk])


def read(client, user, task) -> str:
    client.force_login(user)
    answer = client.get(address(task))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    document = docx.Document(io.BytesIO(answer.getvalue()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def a_whole_life(cast) -> Task:
    """Instructed, extended, applied for, closed."""
    source, handler, supervisor = cast.source, cast.handler, cast.by
    task = make_submitted(
        source, by=handler, problem="资金滞留三个月。", commitment="六月底前拨付。",
        measures=[{"text": "逐笔清理", "due_on": TODAY}],
    )  # fmt: skip
    Evidence.objects.create(
        task=task, name="拨付凭证.pdf", size=12, sha256="ab" * 32, content_type="application/pdf", by=handler
    )
    one = actions.instruct(
        task, by=cast.leader, version=task.version, on=TODAY, note="请尽快。", reply_due_on=TODAY
    )
    actions.reply_instruction(
        task, by=supervisor, version=task.version, on=TODAY, note="已拨付。", instruction=one
    )
    task.refresh_from_db()
    actions.accept_closure(
        task,
        by=supervisor,
        version=task.version,
        on=TODAY,
        verdicts=all_met(task),
        grade=graded("done"),
        note="同意销号。",
    )
    return task


def test_the_paper_tells_the_whole_story_in_its_order(client, cast):
    task = a_whole_life(cast)
    told = read(client, cast.by, task)
    in_order = [
        "整改任务办理情况", task.number, "截至", "一、基本情况", "状态：已销号，白色清零", "二、存在问题", "资金滞留三个月。",
        "三、下一步承诺", "六月底前拨付。", "四、整改措施", "1. 逐笔清理", "五、领导批示", "请尽快。", "已拨付。",
        "六、申请和认定", "整改完成", "符合", "同意销号。", "七、回头看", "八、佐证材料", "1. 拨付凭证.pdf", "九、办理记录",
    ]  # fmt: skip
    places = [told.find(words) for words in in_order]
    assert [words for words, place in zip(in_order, places, strict=True) if place < 0] == []
    assert places == sorted(places)
    assert told.count("ab" * 32) == 3  # the file, the decision that judged it, the step


def test_every_step_is_there_with_its_digest_and_what_it_changed(client, cast):
    task = a_whole_life(cast)
    actions.reopen(
        task, by=cast.by, version=task.version, on=TODAY, note="反弹", due_on=TODAY.replace(month=12)
    )
    told = read(client, cast.by, task)
    for step in task.steps.all():
        assert f"第{step.position}条　{step.get_action_display()}" in told
        assert step.digest in told
    assert "待交办 → 待签收" in told
    assert f"→ {TODAY.replace(month=12)}" in told


def test_the_paper_says_who_let_the_application_leave_the_unit(client, cast):
    Policy.objects.update(head_approves=True)
    head = UserFactory(unit=cast.handler.unit, role=Role.HEAD)
    task = make_submitted(cast.source, by=cast.handler)
    assert "等待单位负责人审核" in read(client, cast.by, task)

    actions.endorse_closure(task, by=head, version=task.version, on=TODAY)
    assert f"{head}同意报送" in read(client, cast.by, task)


def test_what_people_wrote_stays_text(client, cast):
    task = make_task(
        cast.source, lead_unit=cast.handler.unit, accepted_by=cast.handler, title=NASTY, problem=NASTY
    )
    actions.report_progress(task, by=cast.handler, version=task.version, on=TODAY, note=NASTY, percent=10)
    told = read(client, cast.by, task)
    assert told.count('{{ 7*7 }} {% now "Y" %} <w:t>&amp; ]]>') == 4
    assert not set("\x00\x0b\x1f\ufffe") & set(told)
    package = zipfile.ZipFile(io.BytesIO(client.get(address(task)).getvalue()))
    instructions = package.read("word/document.xml").decode().count("<w:instrText")
    assert instructions == 0


@pytest.mark.parametrize("path", ["task_record_file", "task_history"])
def test_strangers_find_nothing(client, cast, path):
    task = make_task(cast.source, lead_unit=cast.handler.unit)
    for user in (UserFactory(), UserFactory(role=Role.SUPERVISOR), UserFactory(role=Role.LEADER)):
        client.force_login(user)
        assert client.get(reverse(path, args=[task.pk])).status_code == 404


def test_a_step_that_links_a_task_out_of_sight_is_not_told(client, cast):
    mine = make_task(cast.source, lead_unit=cast.handler.unit)
    other = make_task(cast.source, lead_unit=cast.handler.unit)
    actions.link_matter([mine, other], by=cast.by, on=TODAY)
    actions.transfer(other, by=cast.by, version=other.version, on=TODAY, lead_unit=cast.sibling, note="职责")
    told = read(client, cast.handler, mine)
    assert other.number not in told
    assert "不在您的查看范围" in told


@pytest.mark.parametrize("path", ["task_record_file", "task_history"])
def test_a_long_trail_costs_no_more_questions(client, cast, path):
    task = make_task(cast.source, lead_unit=cast.handler.unit, accepted_by=cast.handler)
    client.force_login(cast.by)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(path, args=[task.pk])).getvalue()
        return len(queries)

    def report():
        actions.report_progress(
            task, by=cast.handler, version=task.version, on=TODAY, note="推进", percent=10
        )
        actions.instruct(task, by=cast.leader, version=task.version, on=TODAY, note="再快一点")

    report()
    cost()
    few = cost()
    for _ in range(12):
        report()
    assert cost() == few


def test_the_history_page_shows_from_what_to_what_and_that_it_is_whole(client, cast):
    task = make_task(cast.source, lead_unit=cast.handler.unit, accepted_by=cast.handler)
    actions.transfer(
        task, by=cast.by, version=task.version, on=TODAY, lead_unit=UserFactory().unit, note="职责"
    )
    client.force_login(cast.by)
    page = client.get(reverse("task_history", args=[task.pk])).content.decode()
    assert f"<del>{cast.handler.unit}</del> → <b>{task.lead_unit}</b>" in page
    assert task.trail_digest in page
    assert "刚刚核对过" in page


def test_the_history_page_says_where_the_trail_was_touched(client, cast):
    task = make_task(cast.source, lead_unit=cast.handler.unit)
    Task.objects.filter(pk=task.pk).update(trail_digest="0" * 64)
    client.force_login(cast.by)
    assert "与校验码不符" in client.get(reverse("task_history", args=[task.pk])).content.decode()
