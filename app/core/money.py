"""Money as whole minor units of an ISO 4217 currency."""

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from app.core.errors import CrmError

if TYPE_CHECKING:
    from babel import Locale

LARGEST = 2**63 - 1
LONGEST_SIGN = 4
NUMBER = re.compile(r"[-+]?[\d.,'\u00a0\u202f ]*\d[\d.,'\u00a0\u202f ]*-?")


@cache
def exponent(currency: str) -> int:
    """Digits after the point: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision, is_currency  # noqa: PLC0415 - 60 ms, only where money is read

    if not is_currency(currency):
        raise CrmError(f"{currency} is not a currency code such as EUR or USD.", where="currency")
    return get_currency_precision(currency)


def to_minor(amount: Decimal | int | str, currency: str) -> int:
    """Minor units of an amount in major units; halves are rounded away from zero."""
    value = amount if isinstance(amount, Decimal) else read_number(str(amount))
    scaled = value.scaleb(exponent(currency))
    minor = int(scaled.to_integral_value(rounding="ROUND_HALF_UP"))
    if abs(minor) > LARGEST:
        raise CrmError(f"{amount} is too large an amount.", where="amount")
    return minor


def to_major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def written(minor: int, currency: str, locale: "Locale") -> str:
    """€3,200, or €3,200.50 where there are cents."""
    from babel import numbers  # noqa: PLC0415 - 60 ms, only where money is written

    major = to_major(minor, currency)
    if major != major.to_integral_value():
        return numbers.format_currency(major, currency, locale=locale)
    pattern = numbers.parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (0, 0)
    return str(pattern.apply(major, locale, currency=currency, currency_digits=False))


def read_number(text: str) -> Decimal:
    """A number as people and spreadsheets write it: 1,234.50, 1.234,50, 1 234,5, (12), 12-, EUR 5.

    A single separator followed by exactly three digits is taken as a thousands mark only when it is a comma
    or an apostrophe (1,500 is 1500; 1.500 is 1.5).
    """
    stripped = text.strip()
    negative = stripped.startswith("(") and stripped.endswith(")")
    found = NUMBER.search(stripped)
    if found is None or not _only_a_number(stripped, found):
        raise CrmError(f"“{text}” is not a number.", where="amount")
    digits = re.sub(r"['\u00a0\u202f\s]", "", found.group())
    negative = negative or digits.startswith("-") or digits.endswith("-")
    try:
        value = Decimal(_with_point(digits.strip("+-")))
    except InvalidOperation as error:
        raise CrmError(f"“{text}” is not a number.", where="amount") from error
    return -value if negative else value


def _only_a_number(text: str, found: re.Match[str]) -> bool:
    """Around the number only a currency sign or code may stand."""
    around = (text[: found.start()] + text[found.end() :]).strip(" ()-+\u00a0")
    return len(around) <= LONGEST_SIGN and not any(c.isdigit() for c in around)


def _with_point(digits: str) -> str:
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
        return digits.replace("." if mark == "," else ",", "").replace(mark, ".")
    if comma >= 0 and (digits.count(",") > 1 or len(digits) - comma == len(",000")):
        return digits.replace(",", "")
    if digits.count(".") > 1:
        return digits.replace(".", "")
    return digits.replace(",", ".")
