"""Phone numbers: kept in E.164 where they can be read, always beside what was written."""

import locale
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

CLEAN = re.compile(r"(\+?)([0-9][0-9 ()./\-]{3,22})")
OPENED = re.compile(r"\(([0-9][0-9 ()./\-]{3,22})")
NOT_DIGITS = str.maketrans("", "", " ()./-")


@dataclass(frozen=True)
class _Numbering:
    """What makes a clean number possible in a region, from the library's own tables.

    lengths: of the national number; local: of what can be dialled within a town only. stripped: where this matches,
    the library takes something off. trunk: the 0 before a number dialled within the country, where that is all it
    takes off. whole: what may be a number with its trunk, and calls abroad; both are left to the library.
    """

    code: str
    lengths: frozenset[int]
    local: frozenset[int]
    stripped: re.Pattern[str] | None
    trunk: str
    whole: re.Pattern[str]


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
    found = _clean(written, region)
    if found is not None:
        return found or None
    found = _parsed(written, region or system_region())
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
    """Empty when it cannot be a number, None when only the library can tell."""
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
    if numbering.trunk and digits.startswith(numbering.trunk):
        return _dialled(numbering, digits)
    return _possible(numbering, digits) or _impossible(numbering, digits)


def _impossible(numbering: _Numbering, digits: str) -> str | None:
    """Empty for a length that no number has, neither here nor in the region after which the country code goes."""
    first = _of_code(numbering.code) or numbering
    lengths = numbering.lengths | numbering.local | first.lengths | first.local
    taken_off = digits.startswith("00") or (numbering.stripped is not None and numbering.stripped.match(digits))
    return None if taken_off or len(digits) in lengths else ""


def _dialled(numbering: _Numbering, digits: str) -> str | None:
    """With the 0 of calls within the country."""
    return None if numbering.whole.match(digits) else _possible(numbering, digits.removeprefix(numbering.trunk))


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
    plain = metadata.national_prefix_for_parsing == "0" and metadata.national_prefix_transform_rule is None
    numbers = metadata.general_desc.national_number_pattern or ""
    whole = re.compile(f"(?:{metadata.international_prefix or '(?!)'})|(?:{numbers})$")
    lengths, local = metadata.general_desc.possible_length, metadata.general_desc.possible_length_local_only
    trunk = "0" if plain and numbers else ""
    return _Numbering(code, frozenset(lengths), frozenset(local), stripped, trunk, whole)


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
