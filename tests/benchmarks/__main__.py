"""`python -m tests.benchmarks [--tasks N | --here]`: one table, on a database of its own (DATABASE_URL chooses the server)."""

import argparse
import os
import unicodedata

import django


def main() -> None:
    parser = argparse.ArgumentParser(description="性能对照表：本系统、同一机器上的最低耗时、两者之比")
    parser.add_argument("--tasks", type=int, default=100_000, help="任务数，默认 100000")
    parser.add_argument(
        "--here", action="store_true", help="在 DATABASE_URL 指定的、已用 generate 生成数据的库上测页面"
    )
    asked = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db import connection

    from tests.benchmarks import pages, planning, reading, totals

    table = [("项目", "本系统", "下限", "倍数")]
    if asked.here:
        table += [line.cells() for line in pages.lines()]
    else:
        table += [line.cells() for line in reading.lines()]
        connection.creation.create_test_db(verbosity=0, serialize=False)
        try:
            table += [line.cells() for line in totals.lines(asked.tasks)]
            table += [line.cells() for line in planning.lines()]
            table += [line.cells() for line in pages.lines()]
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    for row in table:
        cells = (padded(cell, width) for cell, width in zip(row, widths(table), strict=True))
        print("  ".join(cells).rstrip())


def shown(text: str) -> int:
    """Columns on a screen: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def widths(table: list[tuple[str, ...]]) -> list[int]:
    return [max(map(shown, column)) for column in zip(*table, strict=True)]


def padded(cell: str, width: int) -> str:
    return cell + " " * (width - shown(cell))


if __name__ == "__main__":
    main()
