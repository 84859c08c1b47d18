"""Ledger to drafts in one go, for offices and scripts without a browser; the person named answers for it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.importing import LedgerRefused, apply_ledger, discard_ledger, take_ledger
from reports.ledger import UnreadableLedger
from reports.ledger.sheets import MAX_ROWS
from reports.models import LedgerImport, LedgerRow
from tracker.models import Source, User
from tracker.permissions import may_register


class Command(BaseCommand):
    help = "读取一份台账（.xlsx），逐行核对后导入。要么全部写入，要么什么都不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx 台账")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="以哪位督办人员的名义导入")
        parser.add_argument("--source", help="没有写明来源的行归到哪个问题来源（名称或编号）")
        parser.add_argument("--assign", action="store_true", help="牵头单位和时限都已知的新问题直接交办")
        parser.add_argument("--leave-out-refused", action="store_true", help="未通过的行不导入，其余照常导入")
        parser.add_argument("--dry-run", action="store_true", help="只核对并列出结果，不导入")

    def handle(self, *args: object, **options: object) -> None:
        by = _supervisor(options["by"])
        source = _source(options["source"], by) if options["source"] else None
        today = timezone.localdate()
        file = options["file"]
        try:
            data = file.read_bytes()
            ledger = take_ledger(data, file.name, by=by, source=source, today=today, max_rows=MAX_ROWS)
        except OSError as error:
            raise CommandError(f"读不到文件 {file}：{error.strerror}") from error
        except UnreadableLedger as refusal:
            raise CommandError(f"{file.name}：{refusal}") from refusal
        self._list(ledger)
        if options["dry_run"]:
            discard_ledger(ledger)
            self.stdout.write("只作核对，没有导入任何内容。")
            return
        try:
            done = apply_ledger(
                ledger,
                by=by,
                today=today,
                leave_out_refused=options["leave_out_refused"],
                assign_now=options["assign"],
            )
        except LedgerRefused as refusal:
            discard_ledger(ledger)
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"已导入：新增 {done.created} 项（其中交办 {done.assigned} 项），修改 {done.changed} 项。"
        )

    def _list(self, ledger: LedgerImport) -> None:
        counts = ledger.rows.outcome_counts()
        words = [f"{label} {counts[value]}" for value, label in LedgerRow.Outcome.choices]
        self.stdout.write(f"核对结果：{'，'.join(words)}。")
        for row in ledger.rows.all():
            for error in row.errors:
                value = f"“{error['value']}”" if error["value"] else ""
                self.stdout.write(f"  {row} {error['column']}{value}：{error['reason']}")
            for note in row.notes:
                self.stdout.write(f"  {row} 提醒：{note}")


def _supervisor(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有用户 {username}。")
    if not may_register(user):
        raise CommandError(f"{user} 不是督办人员，不能导入台账。")
    return user


def _source(wanted: str, by: User) -> Source:
    own = Source.objects.owned_by(by)
    source = own.filter(title=wanted).first() or (own.filter(pk=wanted).first() if wanted.isdigit() else None)
    if source is None:
        raise CommandError(f"{by.unit}没有名为“{wanted}”的问题来源，请先登记。")
    return source
