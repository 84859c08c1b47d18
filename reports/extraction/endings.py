"""What stands at the end of a report without being part of its content: advertisements, closing formulas, signatures."""

from __future__ import annotations

import re

from reports.outline import Row

# Words of people who sell documents, and of the ways to reach them. Offices too write of 微信 and 公众号: a line is an
# advertisement with two words of selling, or one and two ways.
SELLING = re.compile(
    r"试读|无限下载|立即下载|省略[0-9]+字|素材|会员|网盘|加群|[Qq]群|客服|代笔|润笔|付费|淘宝|知识星球|文库|范文|预览|免责声明|代写|写作|来源：网络|侵权|仅展示|全文共|vip|VIP|更多[^，。；\n]{0,6}(?:材料|文章|资料|精彩|模板)|版权"
)
REACHING = re.compile(r"下载|公众号|微信|扫码|二维码|www\.|https?:|\.com|小程序|咨询电话|转载|关注|领取|回复")
GLUED_ADVERTISEMENT = re.compile(r"(?<=[。！”])\s*(?=[【\[（(欢更关加本])|(?=【)")
# Closing formulas, whole lines.
CLOSING = re.compile(
    r"(?:[妥当]否|以上(?:报告|汇报|意见|建议|发言|情况|内容|总结)?|特此|专此|此致|敬礼|谨此|汇报(?:完毕|到此)|我的(?:汇报|发言|报告)"
    r"|(?:报告|发言|述职)(?:完毕|到此)|谢谢|感谢(?:各位|大家)|敬请|不妥之处|如有不(?:妥|当)|请(?:予)?(?:审议|批评|指正|领导))"
)
CLOSING_WORD = re.compile(
    r"审议|报告|汇报|谢谢|感谢|完毕|指正|批评|敬礼|此致|妥|参考|审阅|审示|指示|请示|[妥当]否"
)
LONGEST_CLOSING = 60
# “同志们，让我们…”: the last words of an address, as long as they may be.
PERORATION = re.compile(r"^(?:同志们|各位(?:代表|委员|领导|同志|同仁)|朋友们)[，,！!：:]")
SIGNING_DATE = re.compile(
    r"^[（(]?[0-9xX*×二〇○零一三四五六七八九]{2,4}年(?:[0-9xX*×一二三四五六七八九十]{1,3}月)?(?:[0-9xX*×一二三四五六七八九十]{1,3}日)?[）)]?$"
)
# Below the text: whom to call.
CONTACT = re.compile(
    r"^[（(]?(?:联系(?:人|电话|方式|地址)|(?:监督|举报|咨询|受理)(?:电话|方式)|(?:通讯|通信|联系|邮政)?(?:地址|编码)|邮编|电子邮箱|邮箱)(?:及[^：:]{0,8})?[：:]"
)
ATTACHMENT = re.compile(r"^附(?:件|表|录|：|:)")
BELOW_THE_TEXT = re.compile(rf"{ATTACHMENT.pattern}|{CONTACT.pattern}")
STOPS = "。；;！!？?：:，,、"
LONGEST_SIGNATURE = 25


def is_advertisement(line: str) -> bool:
    """Does the line sell documents rather than report?"""
    selling = len(set(SELLING.findall(line)))
    return selling >= 2 or (selling == 1 and len(set(REACHING.findall(line))) >= 2)


def is_closing(line: str) -> bool:
    """以上报告，请予审议。 and the like: a short line of courtesy."""
    return len(line) <= LONGEST_CLOSING and bool(CLOSING.match(line)) and bool(CLOSING_WORD.search(line))


def advertisement_start(text: str, row: Row) -> int | None:
    """Where an advertisement begins in the row: glued behind its last sentence, or at the head of an unnumbered row."""
    words = text[row.start : row.end]
    if not is_advertisement(words):
        return None
    sells_from = min(found.start() for found in SELLING.finditer(words))
    gaps = [gap.start() for gap in GLUED_ADVERTISEMENT.finditer(words, 0, sells_from + 1)]
    if gaps and gaps[-1] > 0 and is_advertisement(words[gaps[-1] :]):
        return row.start + gaps[-1]
    return None if row.mark else row.start


def content_end(text: str, rows: list[Row]) -> int:
    """The end of a report's last line once the advertisements behind it are taken away."""
    end = rows[-1].end
    for row in reversed(rows):
        start = advertisement_start(text, row)
        if start is None:
            return max(row.end, row.start) if end > row.end else end
        if start > row.start:
            return start
        end = row.start
    return rows[0].start


def body_end(text: str, rows: list[Row]) -> int:
    """Where the content of these rows ends: before the closing formula, signature, date or list of attachments."""
    keep = len(rows)
    while keep > 1 and _is_epilogue(text, rows, keep - 1):
        keep -= 1
    attachment = next(
        (i for i in range(1, keep) if ATTACHMENT.match(text[rows[i].start : rows[i].end])), keep
    )
    closing = next((i for i in range(1, keep) if is_closing(text[rows[i].start : rows[i].end])), keep)
    keep = min(attachment, closing)
    return _before_glued_closing(text, rows[keep - 1])


def _is_epilogue(text: str, rows: list[Row], index: int) -> bool:
    line = text[rows[index].start : rows[index].end]
    if is_closing(line) or PERORATION.match(line) or SIGNING_DATE.match(line) or BELOW_THE_TEXT.match(line):
        return True
    signed = index + 1 < len(rows) and SIGNING_DATE.match(text[rows[index + 1].start : rows[index + 1].end])
    return (
        bool(signed)
        and not rows[index].mark
        and len(line) <= LONGEST_SIGNATURE
        and not set(STOPS) & set(line)
    )


def _before_glued_closing(text: str, row: Row) -> int:
    """A closing formula may follow the last sentence in the same line."""
    line = text[row.start : row.end]
    for match in re.finditer(r"(?<=[。！])", line[: len(line)]):
        if (
            len(line) - match.start() <= LONGEST_CLOSING
            and line[match.start() :]
            and is_closing(line[match.start() :].strip())
        ):
            return row.start + match.start()
    return row.end
