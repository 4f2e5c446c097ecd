"""Numbers, money and lengths of time as files write them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from app.core import money
from app.core.errors import CrmError

DECIMAL_COMMA = re.compile(r"\d,\d{1,2}\D*$|\d,\d{4,}\D*$|\.\d{3},|\d\.\d{3}\.\d{3}")
DECIMAL_POINT = re.compile(r"\d\.\d{1,2}\D*$|\d\.\d{4,}\D*$|,\d{3}\.|\d,\d{3},\d{3}")
CLOCK = re.compile(r"(\d{1,5}):(\d{2})(?::(\d{2}))?")
PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]+)")
UNITS = {"h": 60.0, "s": 1 / 60, "m": 1.0, "d": 480.0, "t": 480.0, "j": 480.0}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "Kč": "CZK", "₺": "TRY", "₽": "RUB"}


def find_mark(cells: Iterable[str]) -> str | None:
    """The decimal mark of a column, or None while nothing settles it."""
    comma = point = False
    for cell in cells:
        comma = comma or bool(DECIMAL_COMMA.search(cell))
        point = point or bool(DECIMAL_POINT.search(cell))
    return None if comma == point else "," if comma else "."


def read_number(text: str, mark: str | None) -> Decimal:
    """Errors: CrmError when it is no number. mark: the decimal mark of its column."""
    if mark:
        text = text.replace("." if mark == "," else ",", "").replace(mark, ".")
    return money.read_number(text)


def read_money(text: str, mark: str | None, currency: str) -> int:
    """Minor units. Errors: CrmError when it is no amount, negative, or beyond 64 bits."""
    amount = money.to_minor(read_number(text, mark), currency)
    if amount < 0:
        raise CrmError("An amount cannot be negative.", where="value_cents")
    return amount


def find_currency(text: str) -> str | None:
    """The currency a cell names by sign or code."""
    for sign, code in SIGNS.items():
        if sign in text:
            return code
    found = re.search(r"\b[A-Z]{3}\b", text)
    return found[0] if found and _is_currency(found[0]) else None


def read_minutes(text: str, unit: float = 1.0) -> int:
    """Minutes of "90", "1:30", "1:30:00", "1h 30m", "1.5 hours". unit: minutes of a plain number's one."""
    stripped = text.strip()
    clock = CLOCK.fullmatch(stripped)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return round(hours * 60 + minutes + seconds / 60)
    parts = PARTS.findall(stripped)
    if parts and PARTS.sub("", stripped).strip(" ,") == "":
        return round(sum(float(n.replace(",", ".")) * _unit(word) for n, word in parts))
    minutes = round(float(money.read_number(stripped)) * unit)
    if not 0 <= minutes <= 1_000_000:  # noqa: PLR2004 - two years
        raise CrmError(f"“{text}” is not a length of time.", where="duration_minutes")
    return minutes


def _unit(word: str) -> float:
    lower = word.lower()
    if lower not in ("h", "m", "s", "d") and lower[:2] in ("st", "uu", "or", "ho", "he"):
        return 60.0
    if lower[0] not in UNITS:
        raise CrmError(f"“{word}” is not a unit of time.", where="duration_minutes")
    return UNITS[lower[0]]


def _is_currency(code: str) -> bool:
    try:
        money.exponent(code)
    except CrmError:
        return False
    return True
