"""`manage.py reading_quality`: what the machine read beside what people made of it, over reports in real use."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reports.models import Report
from reports.quality.figures import Filled, Items, Quality
from reports.quality.measuring import quality_of, sum_up
from tracker.management.dates import day


class Command(BaseCommand):
    """A command has no user: it counts the reports of every office."""

    help = "输出已核对完的报告的阅读质量：识别、改动、漏读、对应关系、时限和单位。比例只舍不入。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", metavar="日期", help="只算这一天及以后导入的报告，写成 2026-05-20 这样"
        )
        parser.add_argument("--until", metavar="日期", help="只算这一天及以前导入的报告")
        parser.add_argument("--per-report", action="store_true", help="逐份列出每份报告")
        parser.add_argument(
            "--json", action="store_true", help="输出 JSON：total，以及 --per-report 时的 reports"
        )

    def handle(
        self, *args: Any, since: str | None, until: str | None, per_report: bool, **options: Any
    ) -> None:
        days = [None if text is None else day(text) for text in (since, until)]
        reports = Report.objects.handed_in(*days)
        found = quality_of(reports)
        names = dict(reports.filter(pk__in=found).values_list("pk", "name"))
        total = sum_up(found.values())
        if options["json"]:
            data: dict[str, Any] = {"total": total.as_data()}
            if per_report:
                data["reports"] = [
                    {"id": key, "name": names[key]} | found[key].as_data() for key in sorted(found)
                ]
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        if per_report:
            for key in sorted(found):
                self.stdout.write(f"《{names[key]}》（{key}）")
                self.stdout.write("\n".join(f"  {line}" for line in _lines(found[key])))
        self.stdout.write("合计")
        self.stdout.write("\n".join(f"  {line}" for line in _lines(total)))


def _lines(quality: Quality) -> list[str]:
    if not quality.parts:
        return [f"没有核对完的报告（核对中 {quality.under_review} 篇）。"]
    matches = quality.matches
    lines = [
        f"核对完 {quality.parts} 篇，核对中 {quality.under_review} 篇（未计入）",
        *_item_lines("存在问题", quality.problems),
        *_item_lines("下一步承诺", quality.commitments),
        f"对应关系：{matches.problems} 个问题，首选被采用 {matches.first_kept}，改用其他建议 {matches.another}，"
        f"改为人工指定 {matches.by_hand}，建议都不对且无对应 {matches.refused}",
        f"无对应：正确 {matches.none_right}，漏掉对应 {matches.wrongly_none}",
        _filled_line("牵头单位", quality.lead_unit),
        _filled_line("配合单位", quality.assisting_units),
        _filled_line("整改时限", quality.due_on),
    ]
    if quality.calibration:
        lines.append("匹配度与采用：" + "，".join(f"{words} {share}" for words, share in quality.calibration))
    if quality.median_seconds is not None:
        lines.append(f"每个问题用时：中位数 {quality.median_seconds} 秒（{len(quality.seconds)} 次）")
    return lines


def _item_lines(word: str, items: Items) -> list[str]:
    return [
        f"{word}：识别 {items.found}，未改 {items.unchanged}，改动 {items.edited}"
        f"（标题 {items.edited_title}、内容 {items.edited_text}、起止 {items.edited_span}），"
        f"拆分 {items.split}，并入 {items.joined}，不采用 {items.dropped}；人工补充 {items.added}，单列 {items.promoted}",
        f"  准确率 {items.precision}，召回率 {items.recall}，F1 {items.f1}，一字未改 {items.exact}",
    ]


def _filled_line(word: str, filled: Filled) -> str:
    return f"{word}：建议被采用 {filled.share}，没有建议而人工填写 {filled.by_hand}"
