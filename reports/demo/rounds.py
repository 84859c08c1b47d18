"""The demo's rounds: one that its office held a week ago, with decisions, and one that the government has before it."""

import datetime as dt

from tracker import actions
from tracker.agenda import candidates
from tracker.models import Round, RoundTask, User

HELD_DAYS_AGO = 8
_ON_AGENDA = 6


def workday(day: dt.date) -> dt.date:
    """The day itself, or the Friday before it."""
    return day - dt.timedelta(days=max(0, day.isoweekday() - 5))


def hold_office_round(by: User, on: dt.date) -> Round:
    """Hold a round of the supervisor's office on the day, decide on its worst tasks, and settle it."""
    tasks = list(candidates(Round.Level.OFFICE, by.unit, by, on)[:_ON_AGENDA])
    one = actions.plan_round(
        by=by,
        on=on,
        level=Round.Level.OFFICE,
        held_on=on,
        chair="审计局分管负责人",
        attendees="各有关业务科室负责人，相关单位分管负责人",
        tasks=tasks,
    )
    actions.hold_round(one, by=by, version=one.version, on=on)
    items = list(one.items.select_related("task__lead_unit"))
    for item, wanted in zip(items, _wanted(items, on), strict=False):
        task = item.task
        actions.decide_in_round(item, wanted, by=by, version=task.version, on=on)
    actions.conclude(
        items[0], by=by, version=one.version, text="进度明显落后，主要负责人要亲自过问，下次调度作专题汇报。"
    )
    one.refresh_from_db()
    actions.close_round(
        one,
        by=by,
        version=one.version,
        minutes="会议逐项听取了红色和黄色任务的进展，指出部分单位存在等待观望情绪。\n"
        "会议要求，逾期任务每周报送一次进展；确需延期的，在时限以内按程序申请。",
    )
    return one


def _wanted(items: list[RoundTask], on: dt.date) -> list[actions.Wanted]:
    """One decision per task, from the reddest down."""
    lead = items[0].task.lead_unit
    return [
        actions.Wanted(
            "interview", "整改长期没有实质进展", person=f"{lead}主要负责人", due_on=on + dt.timedelta(days=14)
        ),
        actions.Wanted(
            "measure", "逐笔列明未完成的事项，明确到人，每周报送进度", due_on=on + dt.timedelta(days=5)
        ),
        actions.Wanted(
            "demand",
            "书面说明未按期完成的原因和补救安排",
            unit=items[2].task.lead_unit,
            due_on=on + dt.timedelta(days=6),
        ),
        actions.Wanted("raise", "多次提醒仍无进展，提级督办"),
    ]


def answer_demand(one: Round, by: User, on: dt.date) -> None:
    """Write down that the demand of the round was answered."""
    demand = one.items.get(decisions__kind="demand").decisions.get(kind="demand")
    actions.answer_decision(
        demand, by=by, on=on, done_on=on, result="已书面说明原因，补救安排可行，继续跟踪。"
    )


def plan_government_round(by: User, today: dt.date) -> Round:
    """Plan the government's next round with what the rule brings before it."""
    tasks = list(candidates(Round.Level.GOVERNMENT, by.unit, by, today)[: 2 * _ON_AGENDA])
    return actions.plan_round(
        by=by,
        on=today,
        level=Round.Level.GOVERNMENT,
        held_on=workday(today + dt.timedelta(days=7)),
        chair="分管副市长",
        attendees="相关部门和镇（街道）主要负责人",
        tasks=tasks,
    )
