"""Money is read exactly and shown without losing a cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.amounts import UNITS, AmountError, in_unit, read_amount, written


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("0", "元", "0.00"),
        ("12.5", "万元", "125000.00"),
        ("12.345678", "万元", "123456.78"),
        ("1.00000001", "亿元", "100000001.00"),
        ("1,234.56", "元", "1234.56"),
        ("１２．５", "万元", "125000.00"),
        ("¥ 3,000", "元", "3000.00"),
        ("12.5万元", "元", "125000.00"),
        ("3亿", "万元", "300000000.00"),
        ("800元整", "万元", "800.00"),
        ("9999999999999.99", "元", "9999999999999.99"),
    ],
)
def test_an_amount_is_converted_exactly(text, unit, yuan):
    assert str(read_amount(text, unit)) == yuan


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("约三十万", "元", "看不懂"),
        ("", "元", "看不懂"),
        ("-5", "元", "看不懂"),
        ("1,5", "元", "看不懂"),
        ("1e5", "元", "看不懂"),
        ("0.001", "元", "精确到分"),
        ("0.0000001", "万元", "精确到分"),
        ("10000000000000", "元", "10 万亿元"),
        ("9" * 5000, "亿元", "10 万亿元"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(text, unit, reason):
    with pytest.raises(AmountError, match=reason):
        read_amount(text, unit)


@given(st.integers(0, 10**15 - 1))
def test_every_amount_is_written_so_that_it_is_read_back(cents):
    amount = Decimal(cents).scaleb(-2)
    assert read_amount(written(amount)) == amount
    for unit in UNITS:
        assert read_amount(in_unit(amount, unit), unit) == amount


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0.00", "0 元"),
        ("8320.50", "8,320.5 元"),
        ("9999.99", "9,999.99 元"),
        ("10000.00", "1 万元"),
        ("125000.00", "12.5 万元"),
        ("123456.78", "12.345678 万元"),
        ("3120000000.00", "312,000 万元"),
    ],
)
def test_large_amounts_are_shown_in_ten_thousands(yuan, words):
    assert written(Decimal(yuan)) == words
