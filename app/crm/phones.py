"""Phone numbers: kept in E.164 where they can be read, always beside what was written."""

import locale
import re
from functools import cache, lru_cache



@cache
def system_region() -> str:
    """The country of the system's language, such as DE for de_DE; US where there is none."""
    found = re.match(r"[a-z]{2,3}[_-]([A-Z]{2})", locale.getlocale()[0] or "")
    return found[1] if found else "US"


@lru_cache(maxsize=65_536)
def normalise(written: str, region: str | None = None) -> str | None:
    """E.164, with `;ext=` where there is an extension; None when it cannot be a phone number.

    region: the two-letter country in which a number without a country code is read.
    """
    import phonenumbers  # noqa: PLC0415 - slow to import

    try:
        number = phonenumbers.parse(written, region or system_region())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{text};ext={number.extension}" if number.extension else text


def kept(written: str, region: str | None = None) -> str:
    """What is stored as the value: E.164, else the text as it was given."""
    return normalise(written, region) or written.strip()
