"""The left rail and the top bar: which pages a person of this role has, and what is unread."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from tracker.models import Reminder
from tracker.states import Action, Role


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    active: bool


_PAGES = {
    "dashboard": ("驾驶舱", "gauge"),
    "work": ("我的事项", "inbox"),
    "decide": ("待我审核", "check"),
    "task_list": ("任务台账", "list"),
    "round_list": ("调度", "round"),
    "instruction_list": ("批示", "pen"),
    "notice_list": ("函件", "letter"),
    "intake": ("报告导入", "file"),
    "ledger_import": ("台账导入", "sheet"),
    "standard_list": ("认定标准", "check"),
    "source_list": ("问题来源", "folder"),
    "reminder_log": ("提醒记录", "bell"),
    "reading_quality": ("阅读质量", "gauge"),
    "health_page": ("运行状况", "gauge"),
    "admin:index": ("系统管理", "gear"),
}
_RAIL: dict[str, tuple[str, ...]] = {
    Role.SUPERVISOR: (
        "dashboard",
        "decide",
        "task_list",
        "round_list",
        "instruction_list",
        "notice_list",
        "intake",
        "ledger_import",
        "source_list",
        "standard_list",
        "reminder_log",
    ),
    Role.LEADER: ("dashboard", "task_list", "round_list", "instruction_list", "notice_list"),
    Role.HANDLER: ("work", "task_list", "round_list", "instruction_list", "notice_list", "standard_list"),
    Role.HEAD: ("work", "task_list", "round_list", "instruction_list", "notice_list", "standard_list"),
    Role.ADMIN: ("admin:index", "reminder_log", "health_page", "reading_quality"),
}


_DECIDED = {
    Action.ACCEPT_CLOSURE, Action.SEND_BACK, Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION, Action.CLOSE_SPECIALLY,
    Action.REFUSE_SPECIAL, Action.REINSPECT,
}  # fmt: skip
"""Actions that a supervisor comes to from the page of what waits for a decision."""
_ENDORSED = {
    Action.ENDORSE_CLOSURE, Action.HAND_BACK_CLOSURE, Action.ENDORSE_EXTENSION, Action.HAND_BACK_EXTENSION,
}  # fmt: skip
"""Actions that a head comes to from the page of what the unit owes."""


_BESIDE_THE_DASHBOARD = ("statistics", "policy_trial", "wall_")
"""How the names of the pages begin that are reached from the dashboard and have no entry of their own."""


def navigation(request: HttpRequest) -> dict:
    """Context of every page: `rail`, `unread` (reminders), `today`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "rail": [_entry(name, _place(request)) for name in _RAIL[user.role]],
        "unread": Reminder.objects.inbox_of(user).unread().count(),
        "today": timezone.localdate(),
    }


def _place(request: HttpRequest) -> str:
    """The address whose entry of the rail is lit: that of the page, or of the page that it belongs to."""
    match = request.resolver_match
    action = match.kwargs["action"] if match is not None and match.url_name == "task_action" else ""
    if action in _DECIDED:
        return reverse("decide")
    if action in _ENDORSED:
        return reverse("work")
    if match is not None and (match.url_name or "").startswith(_BESIDE_THE_DASHBOARD):
        return reverse("dashboard")
    return request.path


def _entry(name: str, path: str) -> Entry:
    label, icon = _PAGES[name]
    url = reverse(name)
    return Entry(label, url, icon, path == url or (url != "/" and path.startswith(url)))
