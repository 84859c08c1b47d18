"""`manage.py fill_holidays`: enter the days off and make-up working days that the installed package knows."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.holidays import fill_holidays, missing_year


class Command(BaseCommand):
    help = "登记国务院公布的放假和调休安排（以所装软件包为准）。已登记的不改，除非指定 --overwrite。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, action="append", help="只登记这一年，可重复；不填为全部")
        parser.add_argument("--overwrite", action="store_true", help="已登记的也按公布的安排改回")

    def handle(self, *, year: list[int] | None, overwrite: bool, **options: object) -> None:
        filled = fill_holidays(year, overwrite=overwrite)
        self.stdout.write(f"节假日：新增 {filled.added} 天，改动 {filled.changed} 天。")
        missing = missing_year(timezone.localdate())
        if missing:
            self.stdout.write(
                f"还没有 {missing} 年的放假安排，暂按周一至周五计算；公布后请升级软件包，或在管理后台导入。"
            )
