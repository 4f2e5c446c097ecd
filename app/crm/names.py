"""How people and businesses are named, sorted and compared."""

import re
import unicodedata

SPACES = re.compile(r"\s+")
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"})
"""Letters that Unicode does not take apart, though people type them without the stroke."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str | None) -> str | None:
    """Text as it is kept: no control characters, no outer space, None when nothing is left."""
    if text is None:
        return None
    if CONTROL.search(text):
        text = CONTROL.sub("", text)
    return text.encode("utf-8", "ignore").decode().strip() or None


def fold(text: str | None) -> str:
    """For sorting and comparing: lower case, no accents, single spaces."""
    if not text:
        return ""
    if text.isascii():
        return SPACES.sub(" ", text).strip().lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(STROKES)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", SPACES.sub(" ", bare).strip())


def split(name: str) -> tuple[str | None, str | None]:
    """First and last name; the last word is the last name, with the small words before it (von, de la)."""
    parts = name.split()
    if len(parts) < 2:  # noqa: PLR2004 - one word is a first name
        return (parts[0] if parts else None), None
    start = next((n for n in range(1, len(parts) - 1) if parts[n].islower()), len(parts) - 1)
    return " ".join(parts[:start]), " ".join(parts[start:])


def full_name(first: str | None, last: str | None) -> str | None:
    return " ".join(part for part in (first, last) if part) or None


def shown_name(
    first: str | None, last: str | None, email: str | None, phone: str | None, external_id: str | None
) -> str | None:
    """What a contact is called: the first of full name, e-mail, phone, external id that there is."""
    return full_name(first, last) or email or phone or external_id


def sort_name(first: str | None, last: str | None, shown: str) -> str:
    """Last name first, as an address book sorts."""
    return fold(" ".join(part for part in (last, first) if part) or shown)
