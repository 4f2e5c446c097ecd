"""From a file to its text: size, wrong files, encoding, damage."""

import codecs
import re
from pathlib import Path

from app.core.errors import CrmError
from app.crm.importing.yielding import pieces

LARGEST = 1 << 30
LONGEST_LINE = 16 << 20
DAMAGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
WRONG = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook or another packed file"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a packed file"), (b"Rar!", "a packed file"), (b"7z\xbc\xaf", "a packed file"),
    (b"SQLite format 3", "a database"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"<!DOCTYPE", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML file"), (b"{\\rtf", "a text document"),
)  # fmt: skip
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
WESTERN = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ\u2018-\u201e\u2013\u2014€…°§«»¿¡ßºª®©·\u00b4²³½\u00a0\\s]")


def read_text(path: Path) -> tuple[str, bytes]:
    """The text of a file without what cannot be kept, and its bytes.

    Errors: CrmError with a sentence for a missing, empty, too large or wrong file.
    """
    raw = _bytes(path)
    _refuse_wrong(path, raw)
    text = "".join(DAMAGE.sub("", piece) for piece in pieces(decode(raw)))
    if not text or text.isspace():
        raise _refused(path, "is empty")
    return text, raw


def decode(raw: bytes) -> str:
    """Text in the encoding of its mark, else UTF-8 as far as it goes, else the likeliest."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    wide = _wide(raw)
    if wide:
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise _refused(path, "is a folder, not a file")
    try:
        if path.stat().st_size > LARGEST:
            raise _refused(path, "is larger than 1 GB; split it into smaller files")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CrmError(f"There is no file {path}.", kind="not_found", where=str(path)) from error
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error


def _refuse_wrong(path: Path, raw: bytes) -> None:
    if not raw.strip(b"\x00 \r\n\t"):
        raise _refused(path, "is empty")
    start = raw[:64].lstrip()
    for magic, what in WRONG:
        if start.lower().startswith(magic.lower()):
            raise _refused(path, f"is {what}; save it as CSV first" if "Excel" in what else f"is {what}")
    _refuse_long_line(path, raw)


def _refuse_long_line(path: Path, raw: bytes) -> None:
    """A table has lines; a gigabyte without one would only fill the memory."""
    start = 0
    while len(raw) - start > LONGEST_LINE:
        found = max(raw.rfind(b"\n", start, start + LONGEST_LINE), raw.rfind(b"\r", start, start + LONGEST_LINE))
        if found < start:
            raise _refused(path, f"holds a line of more than {LONGEST_LINE >> 20} MB, which no table has")
        start = found + 1


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = raw[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) // 3:  # noqa: PLR2004 - two letters
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _decode_other(raw: bytes) -> str:
    """A few broken lines in UTF-8 are read as Windows text; else the encoding is found from the foreign letters."""
    foreign = [line for line in raw.split(b"\n") if not line.isascii()]
    good = sum(_is_utf8(line) for line in foreign)
    if good * 2 >= len(foreign):
        return "\n".join(line.decode("utf-8" if _is_utf8(line) else "cp1252", "replace") for line in raw.split(b"\n"))
    return raw.decode(_likeliest(b"\n".join(foreign)[:200_000]), "replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likeliest(sample: bytes) -> str:
    letters = [c for c in sample.decode("cp1252", "replace") if not c.isascii()]
    if letters and sum(bool(WESTERN.match(c)) for c in letters) > 0.9 * len(letters):
        words = re.findall(r"[^\W\d_]{2,}", sample.decode("cp1252", "replace"))
        mostly_foreign = [w for w in words if sum(not c.isascii() for c in w) * 2 > len(w) + 1]
        if len(mostly_foreign) * 5 < len(words) or len(words) < 3:  # noqa: PLR2004
            return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import

    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _refused(path: Path, why: str) -> CrmError:
    return CrmError(f"{path.name} {why}.", kind="unsupported", where=str(path))
