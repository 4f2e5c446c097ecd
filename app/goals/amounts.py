"""Numbers as a person says them, in English and German: 3.2M, 1.500 Euro, three, 30 %, every third."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from app.crm import names

NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>-)?(?P<digits>\d{1,3}(?: \d{3})+(?!\d)|\d[\d.,'\u2019\u00a0\u202f]*\d|\d)(?P<space>\s?)"
    r"(?P<size>k|m|mn|mio|mill?|bn|b|tsd|tausend|thousand|million(?:s|en)?|billions?|milliarden?|mrd)?(?![a-z0-9])\.?"
)
SIZES = {
    "k": 3, "tsd": 3, "tausend": 3, "thousand": 3, "m": 6, "mn": 6, "mio": 6, "mil": 6, "mill": 6, "million": 6,
    "millions": 6, "millionen": 6, "bn": 9, "b": 9, "billion": 9, "billions": 9, "milliarde": 9, "milliarden": 9,
    "mrd": 9,
}  # fmt: skip
WORDS = {
    "zero": 0, "null": 0, "none": 0, "nobody": 0, "one": 1, "eins": 1, "two": 2,
    "zwei": 2, "zu zweit": 2, "three": 3, "drei": 3, "zu dritt": 3, "four": 4, "vier": 4, "zu viert": 4, "five": 5,
    "funf": 5, "fuenf": 5,
    "six": 6, "sechs": 6, "seven": 7, "sieben": 7, "eight": 8, "acht": 8, "nine": 9, "neun": 9, "ten": 10, "zehn": 10,
    "eleven": 11, "elf": 11, "twelve": 12, "zwolf": 12, "zwoelf": 12, "dozen": 12, "dutzend": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "funfzehn": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "zwanzig": 20, "thirty": 30, "dreissig": 30, "forty": 40, "vierzig": 40, "fifty": 50,
    "funfzig": 50,
    "sixty": 60, "sechzig": 60, "seventy": 70, "siebzig": 70, "eighty": 80, "achtzig": 80, "ninety": 90, "neunzig": 90,
    "hundred": 100, "hundert": 100,
}  # fmt: skip
ARTICLES = {"a": Decimal(1), "ein": Decimal(1), "eine": Decimal(1), "half a": Decimal("0.5"), "halbe": Decimal("0.5")}
WHOLE = re.compile(r"\b(half a|halbe|a|eine?)\s+(thousand|tausend|million|milliarde|billion)\b")
RANGE = re.compile(r"\b(?:between|zwischen)\b|\d\s*%?\s*(?:-|\u2013|to|bis|or|oder)\s*\d")
"""More than one number is meant."""
TENS = (20, 30, 40, 50, 60, 70, 80, 90)


def _larger() -> Iterator[tuple[str, int]]:
    """Twenty-five, fünfundzwanzig, two hundred."""
    for word, value in WORDS.items():
        if " " in word or not 0 < value < 10:  # noqa: PLR2004 - one digit
            continue
        yield from ((f"{word} {hundred}", value * 100) for hundred in ("hundred", "hundert"))
        yield f"{word}hundert", value * 100
        for ten, tens in WORDS.items():
            if tens in TENS:
                yield from ((form, tens + value) for form in (f"{ten} {word}", f"{ten}-{word}", f"{word}und{ten}"))


NAMED = {**WORDS, **dict(_larger()), "a hundred": 100, "a dozen": 12, "ein dutzend": 12,
         "two dozen": 24, "zwei dutzend": 24}  # fmt: skip
WORD = re.compile(
    rf"\b({'|'.join(sorted(NAMED, key=len, reverse=True))})\b(?:\s+(tausend|thousand|million(?:s|en)?)\b)?"
)
SHARES = {
    "half": 50, "halfte": 50, "haelfte": 50, "a third": 33, "ein drittel": 33, "two thirds": 67, "zwei drittel": 67,
    "a quarter": 25, "one quarter": 25, "ein viertel": 25, "three quarters": 75, "drei viertel": 75, "every second": 50,
    "jeder zweite": 50, "every third": 33, "jeder dritte": 33, "every fourth": 25, "jeder vierte": 25,
    "every fifth": 20,
    "jeder funfte": 20, "every tenth": 10, "jeder zehnte": 10, "all of them": 100,
}  # fmt: skip
OF = re.compile(r"\b(\w+)\s+(?:out of|in|of|von|aus)\s+(?:every\s+)?(\w+)\b")
PERCENT = re.compile(r"(-?\d[\d.,]*)\s*(?:%|percent|per cent|prozent|pct)")
THOUSANDS = 3


def numbers(text: str, *, whole: bool = True) -> Iterator[Decimal]:
    """Every number of a text in its order. whole: 1.500 is 1500, as in money and counts; else one and a half."""
    plain = names.fold(text)
    found = [(hit.start(), sized(hit, whole=whole)) for hit in NUMBER.finditer(plain)]
    found += [(hit.start(), named(hit)) for hit in WORD.finditer(plain)]
    found += [(hit.start(), larger(hit)) for hit in WHOLE.finditer(plain)]
    for _place, value in sorted(found, key=lambda pair: pair[0]):
        if value is not None:
            yield value


def shares(text: str) -> Iterator[Decimal]:
    """Every percentage of a text: 30 %, three out of ten, half."""
    plain = names.fold(text)
    for hit in PERCENT.finditer(plain):
        value = digits(hit[1], whole=False)
        if value is not None:
            yield value
    yield from (share for hit in OF.finditer(plain) if (share := _share(hit[1], hit[2])) is not None)
    yield from (Decimal(value) for words, value in SHARES.items() if re.search(rf"\b{words}\b", plain))


def digits(text: str, *, whole: bool) -> Decimal | None:
    """3,2 and 3.2 are the same; of both signs in one number the last is the decimal one. None: it is no number."""
    bare = re.sub(r"['\u2019\s]", "", text).rstrip(".,")
    marks = [sign for sign in bare if sign in ".,"]
    if len(set(marks)) > 1:
        bare = bare.replace("," if bare.rfind(".") > bare.rfind(",") else ".", "")
    elif len(marks) > 1 or (whole and marks and len(bare) - bare.index(marks[0]) - 1 == THOUSANDS):
        bare = bare.replace(marks[0], "")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None


def written(value: Decimal) -> str:
    """Plain digits, without zeros after the point."""
    plain = format(value.normalize(), "f")
    return "0" if plain == "-0" else plain


def named(hit: re.Match[str]) -> Decimal:
    """What a match of WORD is."""
    return Decimal(NAMED[hit[1]]).scaleb(SIZES.get(hit[2] or "", 0))


def larger(hit: re.Match[str]) -> Decimal:
    """What a match of WHOLE is."""
    return ARTICLES[hit[1]].scaleb(SIZES[hit[2]])


def sized(hit: re.Match[str], *, whole: bool) -> Decimal | None:
    """What a match of NUMBER is; m and b straight after a number are a size; with a space only the longer words are."""
    size = hit["size"]
    if size in ("m", "b") and hit["space"]:
        size = None
    value = digits(hit["digits"], whole=whole and not size)
    if value is None:
        return None
    return (-value if hit["sign"] else value).scaleb(SIZES.get(size or "", 0))


def _share(part: str, whole: str) -> Decimal | None:
    """One of so many, in percent; None where these are no such words."""
    one, all_ = (next(numbers(word), None) for word in (part, whole))
    if one is None or all_ is None or all_ <= 1 or one > all_:
        return None
    return Decimal(round(100 * one / all_))
