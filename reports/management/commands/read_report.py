"""`manage.py read_report FILE…`: what the reader finds in report files, as JSON on standard output."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reports.reader import read_document, to_json
from reports.reading import MAX_BYTES, UnreadableFile


class Command(BaseCommand):
    """Prints one object for one file and a list for several; nothing at all when one of them cannot be read."""

    help = "读取报告文件（.docx、.pdf、.ofd、.xlsx、.txt、.doc、.wps、.rtf），以 JSON 输出其中的存在问题、下一步措施、对应关系、时限和责任单位。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="报告文件")
        parser.add_argument("--text", action="store_true", help="同时输出提取的全文")

    def handle(self, *args: Any, files: list[str], text: bool, **options: Any) -> None:
        readings: list[dict[str, Any]] = []
        for name in files:
            try:
                readings.append(to_json(read_document(_bytes_of(Path(name)), name), with_text=text))
            except UnreadableFile as refusal:
                self.stderr.write(f"{name}：{refusal}", style_func=str)
                raise SystemExit(1) from refusal
        self.stdout.write(json.dumps(readings[0] if len(readings) == 1 else readings, ensure_ascii=False))


def _bytes_of(path: Path) -> bytes:
    """The file's content, at most one byte over the limit, so that the reader can refuse it by size."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFile("找不到这个文件，请检查路径。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile("无法打开这个文件，请检查它是不是文件、有没有读取权限。") from error
