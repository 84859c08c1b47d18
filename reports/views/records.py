"""办理情况 as a Word file: just what the person sees on the pages of the task."""

import datetime as dt
from collections.abc import Iterable

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.letters import Passage, RecordPaper, day_words
from reports.views.papers import paper_answer
from tracker.colours import colour_for
from tracker.models import Application, Evidence, Task
from tracker.results import results_of
from tracker.templatetags.tracker_tags import changes, days_words, details, findings, moment
from tracker.views.access import visible_task
from tracker.views.linked import TrailLine, trail_of


@require_GET
def task_record_file(request: HttpRequest, pk: int) -> FileResponse:
    """The whole story of one task on paper, as it stands today."""
    task, today = visible_task(request, pk), timezone.localdate()
    trail = trail_of(task, request.user)[::-1]
    parts = [
        ("基本情况", [Passage(facts=_facts(task, today))]),
        ("存在问题", [Passage(text=task.problem)]),
        ("下一步承诺", [Passage(text=task.commitment)] if task.commitment else []),
        ("整改措施", _measures(task)),
        ("领导批示", _instructions(task)),
        ("进展情况", _progress(task)),
        ("申请和认定", _applications(task)),
        ("回头看", _reinspections(task)),
        ("佐证材料", _evidence(task)),
        ("办理记录", _trail(task, trail)),
    ]
    return paper_answer(f"{task.number}办理情况.docx", RecordPaper(task.number, today, parts))


def _day(day: dt.date | None) -> str:
    return day_words(day) if day else ""


def _facts(task: Task, today: dt.date) -> list[tuple[str, str]]:
    colour, source = colour_for(task, today), task.source
    days = days_words(task.days_left(today))
    original = _day(task.original_due_on) if task.original_due_on != task.due_on else ""
    if original and task.extended_times:
        original += f"，已延期 {task.extended_times} 次，共 {task.extended_days} 天"
    in_time = {True: "按期", False: "逾期", None: "特殊销号"}[task.closed_in_time]
    assists = [
        f"{one.unit}（{_day(one.confirmed_on)}确认：{one.confirmation}）"
        if one.confirmed_on
        else str(one.unit)
        for one in task.assists.all()
    ]
    return [
        ("编号", task.number),
        ("问题", task.title),
        ("问题来源", f"{source.title}{f'（{source.document_number}）' if source.document_number else ''}"),
        ("督办机构", str(source.office)),
        ("牵头单位", str(task.lead_unit or "未定")),
        ("配合单位", "；".join(assists)),
        ("责任人", task.responsible),
        ("问题类别", task.category),
        ("整改类型", task.get_rectification_type_display()),
        ("状态", f"{task.get_status_display()}{f'，{colour.label}' if colour else ''}"),
        ("交办日期", _day(task.assigned_on)),
        ("整改时限", f"{_day(task.due_on)}{f'（{days}）' if days else ''}"),
        ("原定时限", original),
        ("销号日期", f"{_day(task.closed_on)}（{in_time}）" if task.closed_on else ""),
        ("反弹次数", f"{task.relapsed_times} 次" if task.relapsed_times else ""),
        ("认定标准", str(task.standard or "")),
        ("完成比例", f"{task.percent}%" if task.progress_on else ""),
        *((one.label, one.words) for one in results_of(task)),
    ]


def _measures(task: Task) -> list[Passage]:
    return [
        Passage(
            text=f"{position}. {one.text}",
            facts=[("完成时限", _day(one.due_on)), ("完成日期", _day(one.done_on))],
        )
        for position, one in enumerate(task.measures.all(), start=1)
    ]


def _instructions(task: Task) -> list[Passage]:
    return [
        Passage(
            f"{_day(one.on)}{one.by}批示",
            one.text,
            [
                ("请于何日前反馈", _day(one.reply_due_on)),
                ("反馈", f"{_day(one.replied_on)}{one.replied_by}：{one.reply}" if one.replied_on else ""),
            ],
        )
        for one in task.instructions.select_related("by", "replied_by").order_by("pk")
    ]


def _progress(task: Task) -> list[Passage]:
    reports = task.progress_reports.select_related("by", "unit").order_by("pk")
    return [
        Passage(f"{_day(one.on)}{one.unit}报送（{one.by}，完成 {one.percent}%）", one.text) for one in reports
    ]


def _applications(task: Task) -> list[Passage]:
    asked = (
        task.applications.select_related("by__unit", "endorsed_by", "decided_by", "grade")
        .prefetch_related("proofs__evidence")
        .order_by("pk")
    )
    return [
        Passage(
            f"{_day(one.on)}{one.by.unit or ''}{one.by}提出{one.get_kind_display()}",
            one.text,
            [
                ("依据", one.basis),
                ("申请延至", _day(one.new_due_on)),
                *_findings(one),
                *_head(one),
                *_decision(one),
            ],
        )
        for one in asked
    ]


def _findings(application: Application) -> Iterable[tuple[str, str]]:
    for position, one in enumerate(findings(application), start=1):
        files = f"材料：{'、'.join(file.name for file in one.files)}" if one.files else ""
        words = [one.criterion, one.claim, files, one.verdict, one.remark]
        yield f"认定条件{position}", "；".join(word for word in words if word)


def _head(application: Application) -> Iterable[tuple[str, str]]:
    """What the head of the unit said before the application reached the office."""
    if application.endorsed_by:
        yield "单位负责人审核", f"{_day(application.endorsed_on)}{application.endorsed_by}同意报送"


def _decision(application: Application) -> list[tuple[str, str]]:
    if application.is_waiting:
        return [("决定", "等待单位负责人审核" if application.waits_for_head else "等待决定")]
    on = timezone.localdate(application.decided_at)
    decided = f"{_day(on)}{application.decided_by}：{application.get_decision_display()}"
    files = "；".join(f"{one['name']}（SHA-256 {one['sha256']}）" for one in application.judged_evidence)
    return [
        ("决定", decided),
        ("认定结果", str(application.grade or "")),
        ("决定意见", application.decision_note),
        ("认定所依据的材料", files),
    ]


def _reinspections(task: Task) -> list[Passage]:
    looks = task.reinspections.select_related("by").order_by("pk")
    return [
        Passage(
            f"计划{_day(one.planned_on)}{'，随机抽取' if one.drawn else ''}",
            one.finding,
            [
                (
                    "结果",
                    f"{_day(one.done_on)}{one.by}：{one.get_result_display()}" if one.done_on else "待回头看",
                )
            ],
        )
        for one in looks
    ]


def _evidence(task: Task) -> list[Passage]:
    files = task.evidence.select_related("by__unit", "withdrawn_by").order_by("pk")
    return [
        Passage(f"{position}. {one.name}", facts=_about(one)) for position, one in enumerate(files, start=1)
    ]


def _about(one: Evidence) -> list[tuple[str, str]]:
    given = f"{_day(timezone.localdate(one.at))}{one.by.unit or ''}{one.by}"
    taken = (
        f"{_day(timezone.localdate(one.withdrawn_at))}{one.withdrawn_by}：{one.withdrawn_reason}"
        if one.withdrawn_at
        else ""
    )
    return [("上传", given), ("大小", f"{one.size} 字节"), ("SHA-256", one.sha256), ("已撤回", taken)]


def _trail(task: Task, trail: list[TrailLine]) -> list[Passage]:
    said = f"共 {len(trail)} 条，只增不改，每条的校验码含前一条的校验码。"
    if task.trail_length > len(trail):
        said += "序号不连续之处是涉及其他任务的关联记录，不在您的查看范围。"
    return [Passage(text=said), *(_step(line) for line in trail)]


def _step(line: TrailLine) -> Passage:
    step = line.step
    moved = step.from_status and step.from_status != step.to_status
    statuses = f"（{step.get_from_status_display()} → {step.get_to_status_display()}）" if moved else ""
    changed = [(one.label, f"{one.before or '空'} → {one.after or '空'}") for one in changes(step)]
    others = "、".join(task.number for task in line.others)
    return Passage(
        f"第{step.position}条　{step.get_action_display()}{statuses}",
        step.note,
        [
            ("办理", f"{moment(step)}，{step.by.unit or ''}{step.by}"),
            ("关联任务", others),
            *changed,
            *details(step),
            ("校验码", step.digest),
        ],
    )
