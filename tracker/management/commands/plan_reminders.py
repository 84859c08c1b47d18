"""`manage.py plan_reminders`: write what is owed on a day, for cron or for a look at the ladder."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from tracker.calendar import day_off_words, is_working_day, next_working_day
from tracker.ladder import Rule
from tracker.management.dates import add_on, day
from tracker.models import Holiday
from tracker.reminders import plan_reminders


class Command(BaseCommand):
    help = "生成某一天应发的提醒（只生成，不发送）。重复运行不会重复生成。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_on(parser)

    def handle(self, *, on: str | None, **options: object) -> None:
        today = day(on)
        table = Holiday.objects.table()
        if not is_working_day(today, table):
            following = next_working_day(today, table)
            self.stdout.write(f"{today} 是休息日（{day_off_words(today, table)}），提醒顺延到 {following}。")
            return
        planned = plan_reminders(today)
        parts = "，".join(f"{rule.label} {planned[rule]}" for rule in Rule)
        self.stdout.write(f"{today} 新生成提醒 {planned.total()} 条：{parts}。")
