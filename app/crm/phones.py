"""Phone numbers: kept in E.164 where they can be read, always beside what was written."""

import locale
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

CLEAN = re.compile(r"(\+?)(\d[\d ().\-]{3,22})")
OPENED = re.compile(r"\((\d[\d ().\-]{3,22})")
NOT_DIGITS = str.maketrans("", "", " ().-")


@dataclass(frozen=True)
class _Numbering:
    """What makes a clean number possible in a region, from the library's own tables.

    lengths: of the national number. stripped: where this matches, the library takes something off.
    """

    code: str
    lengths: frozenset[int]
    stripped: re.Pattern[str] | None


@cache
def system_region() -> str:
    """The country of the system's language, such as DE for de_DE; US where there is none."""
    found = re.match(r"[a-z]{2,3}[_-]([A-Z]{2})", locale.getlocale()[0] or "")
    return found[1] if found else "US"


def normalise(written: str, region: str | None = None) -> str | None:
    """E.164, with `;ext=` where there is an extension; None when it cannot be a phone number.

    region: the two-letter country in which a number without a country code is read. Numbers of digits and
    separators alone, in nothing unusual, are read here; all others by the library, which takes 20 times as long.
    """
    found = _clean(written, region) or _parsed(written, region or system_region())
    return found or (_parsed(f"+{written[2:]}", "US") if written.startswith("00") else None)


def kept(written: str, region: str | None = None) -> str:
    """What is stored as the value: E.164, else the text as it was given."""
    return normalise(written, region) or written.strip()


@lru_cache(maxsize=4096)
def shown(kept_value: str | None) -> str:
    """As people read it: +34612345678 is +34 612 34 56 78; what is no E.164 number stays as it is."""
    if not kept_value or not kept_value.startswith("+"):
        return kept_value or ""
    import phonenumbers  # noqa: PLC0415 - slow to import

    try:
        number = phonenumbers.parse(kept_value)
    except phonenumbers.NumberParseException:
        return kept_value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _clean(written: str, region: str | None) -> str | None:
    """None also when only the library can tell."""
    found = CLEAN.fullmatch(written)
    if found is None:
        found = OPENED.fullmatch(written)
        plus, digits = "", found[1].translate(NOT_DIGITS) if found else ""
    else:
        plus, digits = found[1], found[2].translate(NOT_DIGITS)
    if plus:
        return _international(digits)
    numbering = _of_region(region or system_region()) if digits else None
    if numbering is None or digits.startswith(numbering.code):
        return None
    return _possible(numbering, digits)


def _international(digits: str) -> str | None:
    for size in (1, 2, 3):
        numbering = _of_code(digits[:size])
        if numbering is not None:
            return _possible(numbering, digits[size:])
    return None


def _possible(numbering: _Numbering, national: str) -> str | None:
    if national[:1] in ("", "0") or len(national) not in numbering.lengths:
        return None
    if numbering.stripped is not None and numbering.stripped.match(national):
        return None
    return f"+{numbering.code}{national}"


@cache
def _of_code(code: str) -> _Numbering | None:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata  # noqa: PLC0415 - slow to import

    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code.isdigit() else None
    if not regions or regions[0] == "001":
        return None
    return _numbering(code, PhoneMetadata.metadata_for_region(regions[0], None))


@cache
def _of_region(region: str) -> _Numbering | None:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 - slow to import

    metadata = PhoneMetadata.metadata_for_region(region, None)
    return _numbering(str(metadata.country_code), metadata) if metadata else None


def _numbering(code: str, metadata: Any) -> _Numbering | None:
    if metadata is None:
        return None
    prefixes = [p for p in (metadata.national_prefix_for_parsing, metadata.international_prefix) if p]
    stripped = re.compile("|".join(f"(?:{prefix})" for prefix in prefixes)) if prefixes else None
    return _Numbering(code, frozenset(metadata.general_desc.possible_length), stripped)


@lru_cache(maxsize=65_536)
def _parsed(written: str, region: str) -> str | None:
    import phonenumbers  # noqa: PLC0415 - slow to import

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{text};ext={number.extension}" if number.extension else text
