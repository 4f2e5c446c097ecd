"""The sixteen ways to hide a text, each in variants, so that no guard can learn one spelling by heart."""

import base64
import codecs
import json
import textwrap
from collections.abc import Callable
from random import Random

FILLERS = (
    "Happy to help with that, by the way.", "Let me know if you need more.", "As you can imagine, this takes a while.",
    "More on Monday.", "So far, so good.",
)  # fmt: skip
TALK = (
    "Here is what I see this week.", "Two quotes are out and one invoice is late.", "Friday afternoon is free.",
    "I would call the oldest lead first.", "The rest can wait until Monday.", "You did well in spring.",
)  # fmt: skip
CYRILLIC = str.maketrans("aceiopsxyABCEHIKMOPTX", "\u0430\u0441\u0435\u0456\u043e\u0440\u0455\u0445\u0443"
                         "\u0410\u0412\u0421\u0415\u041d\u0406\u041a\u041c\u041e\u0420\u0422\u0425")  # fmt: skip
GREEK = str.maketrans("oaiAEOTX", "\u03bf\u03b1\u03b9\u0391\u0395\u039f\u03a4\u03a7")
LEETS = (str.maketrans("aeiostAEIOST", "431057431057"), str.maketrans("aeoAEO", "430430"))
UNSEEN = ("\u200b", "\u200c", "\u2060", "\ufeff")


def _tail(text: str, chance: Random) -> str:
    return " ".join(chance.choice(TALK) for _ in range(chance.randint(20, 60))) + " " + text


def _base64(text: str, chance: Random) -> str:
    made = base64.b64encode(text.encode()).decode()
    return chance.choice((made, "\n".join(textwrap.wrap(made, 76)), f"```\n{made}\n```", made.rstrip("=")))


def _hex(text: str, chance: Random) -> str:
    raw = text.encode()
    return chance.choice((raw.hex(), raw.hex(" "), raw.hex().upper(), "".join(f"\\x{byte:02x}" for byte in raw)))


def _spaced(text: str, chance: Random) -> str:
    if chance.random() < 0.5:
        return " ".join(text)
    return "   ".join(" ".join(word) for word in text.split())


def _dotted(text: str, chance: Random) -> str:
    return chance.choice((".", "-", "·")).join(text)


def _homoglyphs(text: str, chance: Random) -> str:
    if chance.random() < 0.3:
        return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return text.translate(chance.choice((CYRILLIC, GREEK)))


def _json(text: str, chance: Random) -> str:
    value = chance.choice(({"answer": [{"text": text}]}, {"lines": text.split("\n")}, [{"system": {"prompt": text}}]))
    return json.dumps(value, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 2)))


def _excerpts(text: str, chance: Random) -> str:
    words, size = text.split(), chance.randint(4, 7)
    parts = [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
    return "".join(f"{part} {chance.choice(FILLERS)} " for part in parts)


Disguise = Callable[[str, Random], str]
DISGUISES: dict[str, Disguise] = {
    "verbatim": lambda text, _chance: text,
    "long tail": _tail,
    "upper case": lambda text, _chance: text.upper(),
    "reversed letters": lambda text, _chance: text[::-1],
    "reversed words": lambda text, _chance: " ".join(reversed(text.split())),
    "base64": _base64,
    "hex": _hex,
    "rot13": lambda text, _chance: codecs.encode(text, "rot13"),
    "spaced letters": _spaced,
    "dotted letters": _dotted,
    "leetspeak": lambda text, chance: text.translate(chance.choice(LEETS)),
    "homoglyphs": _homoglyphs,
    "zero-width joins": lambda text, chance: chance.choice(UNSEEN).join(text),
    "one word a line": lambda text, chance: chance.choice(("\n", "\n- ", "\r\n", " \n")).join(text.split()),
    "inside JSON": _json,
    "excerpts with filler between": _excerpts,
}


def pieces(text: str, chance: Random) -> list[str]:
    """As a model might send it: mostly short, awkward pieces, now and then a long one."""
    made, at = [], 0
    while at < len(text):
        size = chance.choice((1, 2, 3, 5, 8, 13, 40, 160))
        made.append(text[at : at + size])
        at += size
    return made
