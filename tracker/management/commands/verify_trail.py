"""`manage.py verify_trail`: prove that no line of any trail was changed, removed or slipped in."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from tracker.models import Step, TrailSeal
from tracker.proving import broken_seals, broken_trails

MOST_NAMED = 20


class Command(BaseCommand):
    help = "逐条核验办理记录的校验码，指出第一处改动、缺失或多出的地方。发现问题时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--task", default="", metavar="编号", help="只核验这一项任务")

    def handle(self, *, task: str, **options: object) -> None:
        found = 0
        for broken in broken_trails(task):
            found += 1
            if found <= MOST_NAMED:
                self.stdout.write(f"{broken.number}：{broken.reason}。")
        if not task:
            for broken in broken_seals():
                found += 1
                self.stdout.write(f"{broken.number}：{broken.reason}。")
        if found:
            raise CommandError(f"核验未通过：发现 {found} 处问题。请保留现场，停止写入，并从备份核对。")
        self.stdout.write(f"核验通过：办理记录 {_counted(task)} 条，内容、次序和条数均与校验码一致。")
        seal = TrailSeal.objects.last()
        if seal and not task:
            self.stdout.write(f"最近一次封存：{seal}，封存码 {seal.digest}。")


def _counted(task: str) -> int:
    return Step.objects.filter(task__number=task).count() if task else Step.objects.count()
