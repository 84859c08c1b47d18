"""`manage.py reminder_log`: who was told what, when, by which way, and did it arrive; the same lines as the page's export."""

import csv
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.exporting import REMINDER_COLUMNS, export_reminders
from tracker.management.dates import day
from tracker.models import Reminder
from tracker.reminder_querysets import ReminderQuerySet, Result


class Command(BaseCommand):
    help = "列出提醒记录：谁、在哪一天、因为哪项任务被提醒过，经什么渠道，是否送达。制表符分隔，最近的在前。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--task", default="", metavar="编号", help="只列这一项任务的")
        parser.add_argument("--to", default="", metavar="文字", help="只列姓名、账号或单位含这些文字的")
        parser.add_argument("--since", metavar="日期", help="只列这一天起的，写成 2026-05-20 这样")
        parser.add_argument("--until", metavar="日期", help="只列到这一天为止的")
        parser.add_argument("--result", choices=Result.values, help="只列这种结果的")
        parser.add_argument("--out", metavar="文件", help="写成 .xlsx 文件，不在屏幕上列出")

    def handle(self, *, out: str | None, **asked: str | None) -> None:
        found = self._found(**asked)
        if out is None:
            labels, _widths, values = zip(*REMINDER_COLUMNS, strict=True)
            lines = csv.writer(self.stdout, delimiter="\t", lineterminator="\n")
            lines.writerow(labels)
            lines.writerows([value(one) for value in values] for one in found.iterator(chunk_size=1000))
            return
        if Path(out).exists():
            raise CommandError(f"{out} 已经存在，请换一个文件名。")
        with Path(out).open("wb") as stream:
            export_reminders(found, stream, with_text=True)
        self.stdout.write(f"已写入 {out}，共 {found.count()} 条。")

    def _found(
        self,
        *,
        task: str,
        to: str,
        since: str | None,
        until: str | None,
        result: str | None,
        **_options: object,
    ) -> ReminderQuerySet:
        found = Reminder.objects.with_result(timezone.localdate()).with_log()
        if task:
            found = found.filter(task__number=task)
        if to:
            found = found.to_person(to)
        if since:
            found = found.filter(planned_on__gte=day(since))
        if until:
            found = found.filter(planned_on__lte=day(until))
        return found.filter(result=result) if result else found
