"""vCards of versions 2.1, 3.0 and 4.0, read line by line (docs/decisions/0010-tolerant-cards.md).

What cannot be understood is passed over; a card never stops the others.
"""

import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.crm.importing import vocabulary
from app.crm.importing.tables import Row, Table

BEGIN = re.compile(r"\s*begin\s*:\s*vcard\b", re.IGNORECASE)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
SKIPPED = frozenset(
    ("version", "prodid", "photo", "logo", "sound", "key", "rev", "sort-string", "mailer", "label", "x-ms-ol-design",
    "clientpidmap",
     "x-abadr", "x-ablabel", "begin", "end", "class", "x-ms-cardpicture", "source", "kind", "agent", "xml")
)  # fmt: skip
PLAIN = {
    "title": "role", "role": "role", "note": "notes", "categories": "tags", "uid": "external_id", "bday": "birthday",
    "url": "custom", "nickname": "custom",
}  # fmt: skip
ADDRESS = {2: "address", 3: "city", 4: "region", 5: "postal_code", 6: "country"}
NAME = {0: "last_name", 1: "first_name", 2: "middle_name", 3: "name_prefix", 4: "name_suffix"}
Cell = tuple[str, str, str]
"""Head, field, text."""


@dataclass
class Line:
    """One unfolded line: its group, name (lower case), parameters (lower-case names) and raw value."""

    group: str
    name: str
    parameters: dict[str, list[str]]
    value: str

    def text(self) -> str:
        return _unescape(self.value).strip()

    def parts(self, mark: str = ";") -> list[str]:
        return [_unescape(part).strip() for part in re.split(rf"(?<!\\){mark}", self.value)]


def is_card(text: str) -> bool:
    return bool(BEGIN.match(text))


def read_cards(text: str) -> Table:
    """Every card a row, its fields as columns; the row's number is the card's."""
    cards = [_cells(lines) for lines in _cards(text)]
    columns: dict[tuple[str, str, int], int] = {}
    placed: list[dict[int, str]] = []
    for cells in cards:
        seen: Counter[tuple[str, str]] = Counter()
        row: dict[int, str] = {}
        for head, field, value in cells:
            seen[head, field] += 1
            place = columns.setdefault((head, field, seen[head, field]), len(columns))
            row[place] = value
        placed.append(row)
    heads = [head if copy == 1 else f"{head} {copy}" for head, _field, copy in columns]
    rows: list[Row] = [
        (number, [row.get(n, "") for n in range(len(columns))]) for number, row in enumerate(placed, 1) if row
    ]
    return Table(heads, rows, [field for _head, field, _copy in columns], "vcard", "contacts")


def unfold(text: str) -> Iterator[str]:
    """Lines as they were before they were folded, quoted-printable soft breaks included."""
    held: str | None = None
    for line in text.splitlines():
        soft = held is not None and held.endswith("=") and "quoted-printable" in held.lower()
        if held is not None and soft:
            held = held[:-1] + line
        elif held is not None and line[:1] in (" ", "\t"):
            held += line[1:]
        else:
            if held is not None:
                yield held
            held = line
    if held is not None:
        yield held


def read_line(line: str) -> Line | None:
    """None for a line without a value, such as a lone "FN"."""
    head, colon, value = _split(line)
    if not colon:
        return None
    first, *given = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
    group, _, name = first.strip().rpartition(".")
    parameters: dict[str, list[str]] = {}
    for parameter in given:
        key, equals, words = parameter.partition("=")
        key = key.strip().lower() if equals else _bare(key)
        parameters.setdefault(key, []).extend((words if equals else parameter).strip().strip('"').lower().split(","))
    return Line(group.lower(), name.strip().lower(), parameters, _decoded(value, parameters))


def _split(line: str) -> tuple[str, str, str]:
    """At the first colon outside quotes."""
    quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:at], ":", line[at + 1 :]
    return line, "", ""


def _bare(word: str) -> str:
    """Version 2.1 writes TEL;HOME;QUOTED-PRINTABLE without names for them."""
    return "encoding" if word.strip().lower() in ("quoted-printable", "base64", "b", "8bit", "7bit") else "type"


def _decoded(value: str, parameters: dict[str, list[str]]) -> str:
    if "quoted-printable" not in parameters.get("encoding", ()):
        return value
    charset = parameters.get("charset", ["utf-8"])[0]
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return raw.decode("utf-8" if _fits(raw) else "cp1252", "replace")


def _fits(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unescape(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _cards(text: str) -> Iterator[list[Line]]:
    """The lines of each card; one that lacks its end ends where the next begins or the file does."""
    card: list[Line] | None = None
    for line in filter(None, map(read_line, unfold(text))):
        edge = line.name if line.value.strip().lower() == "vcard" else ""
        if edge in ("begin", "end"):
            if card:
                yield card
            card = [] if edge == "begin" else None
        elif card is not None:
            card.append(line)
    if card:
        yield card


def _cells(lines: list[Line]) -> list[Cell]:
    labels = {line.group: _label(line.text()) for line in lines if line.name == "x-ablabel" and line.group}
    found: list[Cell] = []
    for line in sorted(lines, key=lambda line: not _is_preferred(line)):
        if line.name not in SKIPPED and line.value.strip():
            found += _read(line, labels.get(line.group, ""))
    return _named(found)


def _read(line: Line, label: str) -> list[Cell]:
    if line.name in ("tel", "email", "x-ms-tel"):
        return _point(line, label)
    if line.name == "n":
        return _structured(line, NAME, "N")
    if line.name == "adr":
        return _structured(line, ADDRESS, "ADR", extra={1: "custom"}) if line.value.strip("; ") else []
    if line.name == "fn":
        return [("FN", "name", line.text())]
    if line.name == "org":
        company, *units = line.parts()
        unit = " ".join(part for part in units if part)
        return [("ORG", "business_name", company), *([("Department", "custom", unit)] if unit else [])]
    return _other(line, label)


def _other(line: Line, label: str) -> list[Cell]:
    field, text = PLAIN.get(line.name, "custom"), line.text()
    if line.name == "categories":
        text = " ::: ".join(line.parts(","))
    if line.name == "bday" and "T" in text:
        text = text.split("T")[0]
    head = label or line.name.removeprefix("x-").replace("-", " ").upper()
    if field == "custom" and (len(text) > 2000 or _is_binary(line)):  # noqa: PLR2004 - a picture, not a word
        return []
    return [(head, field, text)]


def _is_binary(line: Line) -> bool:
    return bool({"b", "base64"} & set(line.parameters.get("encoding", ()))) or line.value.startswith("data:")


def _point(line: Line, label: str) -> list[Cell]:
    """An e-mail or a phone, as "phone:work"."""
    kinds = [word for word in line.parameters.get("type", []) if word not in ("internet", "pref", "voice", "msg")]
    known = vocabulary.meanings("labels")
    found = label or next((known[word] for word in ("fax", *kinds) if word in kinds and word in known), "")
    text = re.sub(r"^(?:tel|mailto):", "", line.text(), flags=re.IGNORECASE)
    field = "email" if line.name == "email" else "phone"
    return [(f"{line.name.upper()} {found}".strip(), f"{field}:{found}" if found else field, text)]


def _structured(line: Line, fields: dict[int, str], head: str, extra: dict[int, str] | None = None) -> list[Cell]:
    wanted = {**fields, **(extra or {})}
    cells = []
    for place, part in enumerate(line.parts()):
        if part.strip(", ") and place in wanted:
            shown = "Address extra" if wanted[place] == "custom" else f"{head} {wanted[place].replace('_', ' ')}"
            cells.append((shown, wanted[place], part.strip(", ") if head == "ADR" else part.replace(",", " ")))
    return cells


def _named(cells: list[Cell]) -> list[Cell]:
    """A card without a name goes by its company."""
    fields = {field for _head, field, _text in cells}
    if fields & {"name", "first_name", "last_name"}:
        return cells
    company = next((text for _head, field, text in cells if field == "business_name"), None)
    return [*cells, ("FN", "name", company)] if company else cells


def _label(text: str) -> str:
    found = APPLE_LABEL.fullmatch(text)
    word = found[1] if found else text
    return vocabulary.meanings("labels").get(vocabulary.key(word), word)


def _is_preferred(line: Line) -> bool:
    return (
        "pref" in line.parameters.get("type", ()) or line.parameters.get("pref") == ["1"] or "pref" in line.parameters
    )
