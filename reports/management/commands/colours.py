"""`manage.py colours`: the four totals of a day and the sentence that reports them, for the whole register or one unit."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports import statistics
from reports.statistics import Totals
from tracker.colours import Colour
from tracker.management.dates import add_on, day
from tracker.models import Task, Unit


class Command(BaseCommand):
    """A command has no user: it counts the register as a whole."""

    help = "输出某一天四种颜色的任务数和“截至……”一句话；默认是今天、全部任务。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_on(parser)
        parser.add_argument(
            "--unit", metavar="NAME", help="只统计该单位及其下级单位当日牵头的任务；可用全称或别名"
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="输出 JSON：on、unit、white、green、yellow、red、total、sentence",
        )

    def handle(self, *args: Any, on: str | None, unit: str | None, **options: Any) -> None:
        today, asked = timezone.localdate(), day(on)
        then = Task.objects.as_of(asked, today)
        chosen = _unit_called(unit) if unit is not None else None
        cut = then.led_then_by(chosen) if chosen else then
        totals, special = statistics.totals_of(cut), cut.closed_specially_then().count()
        said = statistics.sentence(totals, asked, special)
        if options["json"]:
            self.stdout.write(_as_json(totals, asked, chosen, special, said))
        else:
            self.stdout.write("\n".join([*_as_text(totals, chosen), said]))


def _as_json(totals: Totals, on: dt.date, unit: Unit | None, special: int, sentence: str) -> str:
    about = {"on": on.isoformat(), "unit": unit.name if unit else None}
    counts = {colour.value: totals.of(colour) for colour in reversed(Colour)}
    said = {"closed_specially": special, "total": totals.total, "sentence": sentence}
    return json.dumps(about | counts | said, ensure_ascii=False)


def _as_text(totals: Totals, unit: Unit | None) -> list[str]:
    lines = [f"单位：{unit.name}（含下级单位）"] if unit else []
    for colour in reversed(Colour):
        n = totals.of(colour)
        share = statistics.floored_percent(n, totals.total)
        lines.append(f"{colour.shape} {colour.label} {n:>7} 项 {share:>6}")
    return [*lines, f"  合计     {totals.total:>7} 项"]


def _unit_called(name: str) -> Unit:
    found = Unit.objects.called(name)
    if not found:
        raise CommandError(f"没有叫“{name}”的单位，请核对全称或别名。")
    if len(found) > 1:
        raise CommandError(f"“{name}”指{'、'.join(unit.name for unit in found)}，请写全称。")
    return found[0]
