"""More ways to hide a text than the sixteen: alphabets, codes inside codes, letters picked out, invisible signs."""

import base64
from collections.abc import Callable
from random import Random

ABC = "abcdefghijklmnopqrstuvwxyz"
MORSE = ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
SPOKEN = (
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey xray yankee zulu"
)
MIXED = "".join(Random(3).sample(ABC, 26))


def sign(codes: str, place: int) -> str:
    return codes.split()[place]


def letters(text: str) -> list[int]:
    return [ABC.index(sign) for sign in text.lower() if sign in ABC]


def swap(text: str, alphabet: str) -> str:
    return text.lower().translate(str.maketrans(ABC, alphabet))


def in_64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CODES: dict[str, Callable[[str], str]] = {
    "shifted by seven": lambda text: swap(text, ABC[7:] + ABC[:7]),
    "shifted, backwards": lambda text: swap(text, ABC[7:] + ABC[:7])[::-1],
    "mirrored alphabet": lambda text: swap(text, ABC[::-1]),
    "own alphabet": lambda text: swap(text, MIXED),
    "emoji alphabet": lambda text: "".join(chr(0x1F600 + place) for place in letters(text)),
    "morse": lambda text: " / ".join(" ".join(sign(MORSE, place) for place in letters(word)) for word in text.split()),
    "places in the alphabet": lambda text: "-".join(str(place + 1) for place in letters(text)),
    "ASCII numbers": lambda text: " ".join(str(ord(sign)) for sign in text),
    "octal numbers": lambda text: " ".join(f"{ord(sign):o}" for sign in text),
    "bits": lambda text: " ".join(f"{ord(sign):08b}" for sign in text),
    "spelling alphabet": lambda text: " ".join(sign(SPOKEN, place) for place in letters(text)),
    "first letters of lines": lambda text: "\n".join(f"{sign(SPOKEN, place)} is fine" for place in letters(text)),
    "each word backwards": lambda text: " ".join(word[::-1] for word in text.split()),
    "letters between": "x".join,
    "letters doubled": lambda text: "".join(sign * 2 for sign in text),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base64 in pieces": lambda text: " and then ".join(in_64(text)[at : at + 24] for at in range(0, len(text) * 2, 24)),
    "base64 of base64": lambda text: in_64(in_64(text)),
    "base64 of hex backwards": lambda text: in_64(text.encode().hex()[::-1]),
    "base64 in a link": lambda text: f"![x](https://example.com/?q={in_64(text).rstrip('=')})",
    "UTF-16 in base64": lambda text: base64.b64encode(text.encode("utf-16")).decode(),
    "hex apart": lambda text: text.encode().hex(" "),
    "escapes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "percent signs": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "invisible tags": lambda text: "Sure." + "".join(chr(0xE0000 + ord(sign)) for sign in text),
    "invisible bits": lambda text: "".join("\u200b\u200c"[bit == "1"] for sign in text for bit in f"{ord(sign):08b}"),
    "full width": lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    "accents": lambda text: "".join(f"{sign}\u0301" for sign in text),
    "quoted words": lambda text: " ".join(f'Then it says "{word}", a fine word.' for word in text.split()),
    "numbered words": lambda text: "\n".join(f"{number}. {word}" for number, word in enumerate(text.split())),
    "no vowels": lambda text: "".join(sign for sign in text if sign.lower() not in "aeiou"),
}
