"""`manage.py colours`: the four totals of a day and the sentence that reports them, for the whole register or one unit."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports import statistics
from tracker.calendar import day_written
from tracker.colours import Colour
from tracker.models import Task, Unit


class Command(BaseCommand):
    """A command has no user: it counts the register as a whole."""

    help = "输出某一天四种颜色的任务数和“截至……”一句话；默认是今天、全部任务。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", metavar="DATE", help="截至日期，如 2026-05-20；可以是过去或将来的任何一天"
        )
        parser.add_argument(
            "--unit", metavar="NAME", help="只统计该单位及其下级单位当日牵头的任务；可用全称或别名"
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="输出 JSON：on、unit、white、green、yellow、red、total、sentence",
        )

    def handle(self, *args: Any, on: str | None, unit: str | None, **options: Any) -> None:
        today = timezone.localdate()
        try:
            day = day_written(on) if on is not None else today
        except ValueError as refusal:
            raise CommandError(str(refusal)) from refusal
        then = Task.objects.as_of(day, today)
        chosen = _unit_called(unit) if unit is not None else None
        totals = statistics.totals_of(then.led_then_by(chosen) if chosen else then)
        sentence = statistics.sentence(totals, day)
        if options["json"]:
            counts = {colour.value: totals.of(colour) for colour in reversed(Colour)} | {
                "total": totals.total
            }
            about = {"on": day.isoformat(), "unit": chosen.name if chosen else None}
            self.stdout.write(json.dumps(about | counts | {"sentence": sentence}, ensure_ascii=False))
            return
        if chosen:
            self.stdout.write(f"单位：{chosen.name}（含下级单位）")
        for colour in reversed(Colour):
            n = totals.of(colour)
            self.stdout.write(
                f"{colour.shape} {colour.label} {n:>7} 项  {statistics.floored_percent(n, totals.total):>6}"
            )
        self.stdout.write(f"  合计     {totals.total:>7} 项")
        self.stdout.write(sentence)


def _unit_called(name: str) -> Unit:
    found = Unit.objects.called(name)
    if not found:
        raise CommandError(f"没有叫“{name}”的单位，请核对全称或别名。")
    if len(found) > 1:
        raise CommandError(f"“{name}”指{'、'.join(unit.name for unit in found)}，请写全称。")
    return found[0]
