"""Canaries: words that stand in the internal section and nowhere else, so that any reply with one betrays it."""

import hashlib

CONSONANTS, VOWELS = "bdfgkmnprtvz", "aeou"
SYLLABLES = 6


def mark(key: str) -> str:
    """Twelve letters that are no word. key: what it belongs to, with something only this machine knows."""
    raw = hashlib.blake2b(key.encode(), digest_size=2 * SYLLABLES).digest()
    pairs = zip(raw[::2], raw[1::2], strict=True)
    return "".join(CONSONANTS[one % len(CONSONANTS)] + VOWELS[other % len(VOWELS)] for one, other in pairs)
