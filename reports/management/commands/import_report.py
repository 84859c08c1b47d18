"""Report to drafts in one go, for offices and scripts without a browser; the person named answers for the reading."""

import datetime as dt
import getpass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports.intake import confirming, documents
from reports.intake.duplicates import same_files
from reports.intake.worksheet import Worksheet
from reports.models import Part, Report
from reports.reading import UnreadableFile
from tracker import actions
from tracker.models import Source, Task, User
from tracker.permissions import may_register
from tracker.states import Role


class Command(BaseCommand):
    help = "读取一份报告，把其中的问题连同首选的对应承诺生成待交办任务。要么全部写入，要么什么都不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="报告文件，格式与页面相同")
        parser.add_argument(
            "--source", required=True, help="问题来源的名称或编号，须属于确认人所在的督办机构"
        )
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help="以哪位督办人员的名义确认；不写时为与系统登录名同名的用户，没有则为登记该来源的人",
        )
        parser.add_argument("--report", type=int, metavar="N", help="汇编中只取第 N 篇（从 1 起）")
        parser.add_argument(
            "--assign-defaults",
            action="store_true",
            help="牵头单位和时限都已知、时限未过的直接交办，其余列出",
        )
        parser.add_argument("--again", action="store_true", help="可能已有任务的问题也仍然新建")

    def handle(self, *args: object, **options: object) -> None:
        source, by = _source_and_person(options["source"], options["by"])
        data = _bytes(options["file"])
        report = None
        try:
            with transaction.atomic():
                report = self._register(data, options["file"].name, by)
                self._import(report, source, by, options)
        except BaseException as error:
            if report is not None:
                report.file.delete(save=False)
            if isinstance(error, (actions.Refused, PermissionDenied)):
                raise CommandError(str(error)) from error
            raise

    def _register(self, data: bytes, name: str, by: User) -> Report:
        try:
            return documents.register(data=data, name=name, by=by)
        except UnreadableFile as refusal:
            raise CommandError(f"{name}：{refusal}") from refusal

    def _import(self, report: Report, source: Source, by: User, options: dict) -> None:
        earlier = same_files(report.sha256, by, besides=report.pk).filter(tasks__gt=0).first()
        if earlier is not None and not options["again"]:
            raise CommandError(
                f"同样的文件 {timezone.localtime(earlier.uploaded_at):%Y-%m-%d} 已导入过，"
                f"并生成了 {earlier.tasks} 项任务。确实要再来一遍，请加 --again。"
            )
        documents.read(documents.claim(report.pk, now=timezone.now()))
        report.refresh_from_db()
        if not report.is_open:
            raise CommandError(report.error)
        confirming.choose_source(report, source, by=by)
        parts = _parts(report, options["report"])
        for part in parts:
            held_back = confirming.confirm_suggested(part, by=by, again=options["again"])
            self._list(f"《{part}》中可能已有任务、没有生成的问题", [str(one) for one in held_back])
        on = timezone.localdate()
        drafted = confirming.make_drafts(report, by=by, seen=confirming.ready(report), on=on)
        self.stdout.write(f"确认人：{by}（{by.unit}）")
        self._show(drafted.tasks, parts)
        if options["assign_defaults"]:
            self._assign(drafted.tasks, by, on)

    def _show(self, tasks: list[Task], parts: list[Part]) -> None:
        self.stdout.write(f"已生成待交办任务 {len(tasks)} 项：")
        for task in tasks:
            lead, due = task.lead_unit or "牵头未定", task.due_on or "时限未定"
            self.stdout.write(f"  {task.number}  {task.title}  （{lead}，{due}）")
        for part in parts:
            sheet = Worksheet(part)
            self._list(f"《{part}》中没有承诺对应的问题", [str(one) for one in sheet.unanswered])
            self._list(f"《{part}》中没有问题对应的承诺", [str(one) for one in sheet.orphans])

    def _assign(self, tasks: list[Task], by: User, on: dt.date) -> None:
        known = [task for task in tasks if task.lead_unit and task.due_on and task.due_on >= on]
        for task in known:
            actions.assign(task, by=by, version=task.version, on=on)
        self._list("已交办", [f"{task.number} → {task.lead_unit}，{task.due_on}" for task in known])
        rest = [task for task in tasks if task not in known]
        past = [task for task in rest if task.lead_unit and task.due_on]
        self._list(
            "文中时限已过，请定新的时限再交办",
            [f"{task.number} {task.title}（{task.due_on}）" for task in past],
        )
        unknown = [f"{task.number} {task.title}" for task in rest if task not in past]
        self._list("缺牵头单位或时限，未交办", unknown)

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title} {len(lines)} 项：")
            self.stdout.write("\n".join(f"  {line}" for line in lines))


def _source_and_person(wanted: str, username: str | None) -> tuple[Source, User]:
    """Return the source and who confirms: the one named, else whoever runs the command, else who registered the source."""
    if username is None:
        username = _own_account()
    if username is not None:
        by = _supervisor(username)
        return _source(wanted, Source.objects.owned_by(by), f"{by.unit}"), by
    source = _source(wanted, Source.objects.all(), "系统里")
    return source, _supervisor(source.created_by.username)


def _own_account() -> str | None:
    """The name under which the person is logged in at this machine, if a supervisor of that name exists."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return None
    return name if User.objects.filter(username=name, is_active=True, role=Role.SUPERVISOR).exists() else None


def _supervisor(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).select_related("unit").first()
    if user is None:
        raise CommandError(f"没有用户“{username}”，或者该用户已停用。请用 --by 指明一位督办人员。")
    if not may_register(user):
        raise CommandError(f"{user}（{username}）是{user.get_role_display()}，只有督办人员可以导入报告。")
    return user


def _source(wanted: str, among: QuerySet[Source], whose: str) -> Source:
    """Return the source of this title or number; titles may repeat across offices."""
    found = list(among.filter(title=wanted)[:2])
    if not found and wanted.isdecimal():
        found = list(among.filter(pk=int(wanted)))
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"有几个督办机构都登记了“{wanted}”，请用 --by 指明以谁的名义导入。")
    known = "、".join(f"“{source.title}”（{source.pk}）" for source in among[:5])
    hint = f"已登记的有：{known}等。" if known else "请先登记问题来源。"
    raise CommandError(f"{whose}没有名称或编号为“{wanted}”的问题来源。{hint}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"读不到文件 {path}：{error.strerror}。") from error


def _parts(report: Report, number: int | None) -> list[Part]:
    parts = list(report.parts.all())
    for part in parts:
        part.report = report
    if number is None:
        return parts
    chosen = [part for part in parts if part.position == number]
    if not chosen:
        raise CommandError(f"这份文件里有 {len(parts)} 篇报告，没有第 {number} 篇。")
    return chosen
