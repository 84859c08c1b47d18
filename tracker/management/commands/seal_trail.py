"""`manage.py seal_trail`: one digest over all that was done so far, to be kept outside the system."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.proving import seal_trail


class Command(BaseCommand):
    help = "封存至今的办理记录并打印封存码；把它抄存在系统之外，日后可证明全部记录未被改写。"

    def handle(self, **options: object) -> None:
        seal = seal_trail(timezone.now())
        if seal is None:
            self.stdout.write("没有新的办理记录需要封存。")
        else:
            self.stdout.write(f"已封存：{seal}，封存码 {seal.digest}。")
