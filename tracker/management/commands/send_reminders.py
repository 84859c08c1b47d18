"""`manage.py send_reminders`: send what is owed, each person one mail a day."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from tracker.management.dates import add_on, day
from tracker.reminders import send_reminders


class Command(BaseCommand):
    help = "发送已生成、还没有发出的提醒，每人、每群每天一份。有没发出的，退出代码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_on(parser)

    def handle(self, *, on: str | None, **options: object) -> None:
        today = day(on)
        outcome = send_reminders(today)
        self.stdout.write(
            f"{today} 发出提醒 {outcome.sent} 份，未送达 {outcome.failed} 份，没有地址、只在站内提醒 {outcome.no_address} 人。"
        )
        if outcome.down:
            self.stderr.write(
                f"{outcome.down}。没有发出的以后会自动重试，请检查邮件设置 EMAIL_URL 和外发渠道。"
            )
        elif outcome.failed:
            self.stderr.write("未送达的原因见“提醒记录”页面；可重试的会自动重试。")
        if outcome.down or outcome.failed:
            sys.exit(1)
