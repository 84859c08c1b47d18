"""Whole pages beside the bare SQL that they need: the same statements, replayed through a cursor in the same run."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.statistics import WEEK
from tests.benchmarks.timing import Line, compare
from tracker.models import Task, User
from tracker.states import Role

ROUNDS = 5


def lines() -> Iterator[Line]:
    """Measure the pages of a leader and of the supervisor with the most tasks, on the data that there is."""
    today = timezone.localdate()
    past = {"on": (today - 26 * WEEK).isoformat()}
    leader = User.objects.filter(role=Role.LEADER).order_by("unit__path").first()
    office = Task.objects.values("source__office").annotate(n=Count("pk")).order_by("-n")[0]["source__office"]
    supervisor = User.objects.filter(role=Role.SUPERVISOR, unit=office).first()
    unit = Task.objects.values("lead_unit").annotate(n=Count("pk")).order_by("-n")[0]["lead_unit"]
    handler = User.objects.filter(role=Role.HANDLER, unit=unit).first()
    word = Task.objects.order_by("pk")[7].problem[2:4]
    for who, user in (("领导", leader), ("督办", supervisor)):
        yield page(f"{who}：驾驶舱", user, "dashboard")
        yield page(f"{who}：半年前的驾驶舱", user, "dashboard", **past)
        yield page(f"{who}：台账", user, "task_list")
        yield page(f"{who}：台账，红色", user, "task_list", colour="red")
        yield page(f"{who}：台账，半年前的红色", user, "task_list", colour="red", **past)
        yield page(f"{who}：台账，按单位筛选", user, "task_list", unit=unit)
        yield page(f"{who}：台账，未销号", user, "task_list", status="open")
        for sort in ("due", "-due", "number", "unit", "updated", "progress", "amount"):
            yield page(f"{who}：台账，排序 {sort}", user, "task_list", sort=sort)
        yield page(f"{who}：台账，最后一页", user, "task_list", page="last")
        yield page(f"{who}：台账，查找“{word}”", user, "task_list", q=word)
    yield page("督办：待我审核", supervisor, "decide")
    yield page("经办：我的事项", handler, "work")


def page(what: str, user: User, name: str, **query: object) -> Line:
    """One page: median time of the whole answer beside its statements alone; names the number of statements."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    address = reverse(name)

    def ours() -> None:
        answer = client.get(address, query)
        assert answer.status_code == 200, (what, answer.status_code)

    ours()
    with CaptureQueriesContext(connection) as captured:
        ours()
    statements = [
        one["sql"] for one in captured.captured_queries if one["sql"].startswith(("SELECT", "WITH"))
    ]

    def bare() -> None:
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
                cursor.fetchall()

    return compare(f"{what}（{len(statements)} 条语句）", ours, bare, rounds=ROUNDS)
