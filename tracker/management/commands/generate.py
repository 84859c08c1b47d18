"""`manage.py generate`: many rows fast, for measuring; never beside a house's own data."""

import time
from argparse import ArgumentParser

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.generator import FEWEST_STEPS, FEWEST_UNITS, generate, holds_other_data
from tracker.models import Task


class Command(BaseCommand):
    help = "生成大量任务用于测试性能（约 89% 已销号，历史状态与办理记录一致）。数据库里有其他数据时拒绝执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tasks", type=int, required=True, help="任务数")
        parser.add_argument("--units", type=int, default=100, help="单位数，默认 100")
        parser.add_argument(
            "--steps", type=int, default=6, help=f"每项办理记录数，默认 6，至少 {FEWEST_STEPS}"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="随机数种子，默认 1；同一天、同样的参数得到同样的数据"
        )
        parser.add_argument("--force", action="store_true", help="数据库里有其他数据时也执行")

    def handle(
        self, *, tasks: int, units: int, steps: int, seed: int, force: bool, **options: object
    ) -> None:
        if tasks < 1 or units < FEWEST_UNITS or steps < FEWEST_STEPS:
            raise CommandError(
                f"参数太小：任务至少 1 项，单位至少 {FEWEST_UNITS} 个，办理记录至少 {FEWEST_STEPS} 条。"
            )
        if not force and holds_other_data():
            raise CommandError(
                "数据库里有不是由本命令生成的数据，没有执行。请换一个空库；确要混在一起，请加 --force。"
            )
        today, started = timezone.localdate(), time.perf_counter()
        written = generate(tasks=tasks, units=units, steps=steps, seed=seed, today=today)
        seconds = time.perf_counter() - started
        for name, count in written.items():
            self.stdout.write(f"  {name}：{count:,} 行")
        rows = written.total()
        self.stdout.write(f"共 {rows:,} 行，用时 {seconds:.1f} 秒，每秒 {rows / seconds:,.0f} 行。")
        counts = Task.objects.as_of(today, today).colour_counts()
        self.stdout.write(
            f"全库截至 {today}：白色 {counts['white']:,}，绿色 {counts['green']:,}，"
            f"黄色 {counts['yellow']:,}，红色 {counts['red']:,}，共 {counts['total']:,} 项。"
        )
