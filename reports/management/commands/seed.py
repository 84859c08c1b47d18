"""`manage.py seed`: the invented city, its accounts and a year of tasks, for trying the system out."""

import time

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.demo import NotEmpty, load_demo
from tracker.models import Task


class Command(BaseCommand):
    help = (
        "载入演示数据：虚构的云川市的单位、账号、问题来源、整改任务和报告，日期围绕今天分布。"
        "可以重复执行：已经载入过的不作改动。库里有其他单位时拒绝载入。"
    )

    def handle(self, *, verbosity: int, **options: object) -> None:
        started = time.perf_counter()
        today = timezone.localdate()
        try:
            loaded = load_demo(today)
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        holds = (
            f"{loaded.units} 个单位，{loaded.users} 个账号，{loaded.sources} 个问题来源，"
            f"{loaded.tasks} 项任务，{loaded.reports} 份报告"
        )
        if not loaded.new:
            self.stdout.write(f"演示数据已经在库中，未作改动（现有 {holds}）。")
            return
        counts = Task.objects.as_of(today, today).colour_counts()
        self.stdout.write(f"演示数据已载入：{holds}，用时 {time.perf_counter() - started:.1f} 秒。")
        self.stdout.write(
            f"截至 {today}：白色 {counts['white']}，绿色 {counts['green']}，"
            f"黄色 {counts['yellow']}，红色 {counts['red']}，共 {counts['total']} 项。"
        )
