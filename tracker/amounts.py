"""Money: how an amount is written in 元, 万元 or 亿元, read exactly and shown without losing a cent. Pure Python."""

import re
import unicodedata
from decimal import Decimal

YUAN = "元"
UNITS = {YUAN: 0, "万元": 4, "亿元": 8}
"""unit → its power of ten in 元"""
DIGITS, PLACES = 15, 2
"""what a column of the register holds; as many digits as a spreadsheet and SQLite keep"""

_AMOUNT = re.compile(
    r"[¥]?(?P<whole>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<part>\d+))?(?P<unit>亿元|亿|万元|万|元)?整?"
)
_LARGE = 10_000


class AmountError(ValueError):
    """The words are no amount that the register can hold; the message says why and what to write."""


def read_amount(text: str, unit: str = YUAN) -> Decimal:
    """Return an amount in 元, to the cent: a number in `unit`, or in the unit written behind it (12.5万元).

    Raises AmountError for what is no amount, is finer than a cent or too large.
    """
    found = _AMOUNT.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        raise AmountError("看不懂的金额，请写成 12.5 或 12.5万元 的样子")
    written = (found["unit"] or unit).removesuffix(YUAN) + YUAN
    number = Decimal(f"{found['whole'].replace(',', '')}.{found['part'] or '0'}").scaleb(UNITS[written])
    if len(found["whole"]) > DIGITS * 2 or number >= 10 ** (DIGITS - PLACES):
        raise AmountError("金额超过 10 万亿元，请核对单位")
    if number != number.quantize(Decimal("0.01")):
        raise AmountError("金额只能精确到分，请核对")
    return number.quantize(Decimal("0.01"))


def in_unit(amount: Decimal, unit: str) -> str:
    """Return an amount in 元 as a number of this unit, every digit of it and no idle zero."""
    number = amount.scaleb(-UNITS[unit])
    return f"{number:,f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:,f}"


def handy_unit(amount: Decimal) -> str:
    """Return the unit in which an amount is best read: 万元 from ten thousand on."""
    return "万元" if amount >= _LARGE else YUAN


def written(amount: Decimal) -> str:
    """Return an amount in words of a page: 8,320.50 元 is “8,320.5 元”, 125,000 元 is “12.5 万元”."""
    unit = handy_unit(amount)
    return f"{in_unit(amount, unit)} {unit}"
