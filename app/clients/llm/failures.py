"""What can go wrong with a model, each in one sentence for the owner, and what may be tried again."""

import email.utils
import logging
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.core.errors import CrmError

log = logging.getLogger(__name__)
Why = Literal[
    "no_model", "bad_address", "no_key", "wrong_key", "forbidden", "unknown_model", "unreachable", "slow", "busy",
    "quota", "server", "cut", "bad_answer", "too_long", "refused", "cap", "closed",
]  # fmt: skip
KINDS: Mapping[Why, str] = {
    "no_model": "unsupported", "no_key": "unsupported", "unreachable": "busy", "slow": "busy", "busy": "busy",
    "server": "busy", "cut": "busy", "closed": "busy", "unknown_model": "not_found",
}  # fmt: skip
CLIENT_ERROR, NOT_FOUND, LIMITED, SERVER_ERROR = 400, 404, 429, 500
MAY_PASS = (408, 409)
BY_STATUS: Mapping[int, Why] = {401: "wrong_key", 402: "quota", 403: "forbidden", 413: "too_long"}
FINAL: Mapping[Why, str] = {
    "wrong_key": "{host} does not accept the key. Enter it again in Settings.",
    "quota": "The account at {host} has no credit left. Top it up there, then try again.",
    "forbidden": "The key may not use {model} at {host}. Choose another model or key.",
    "too_long": "This is more than {model} can read at once. Shorten it and try again.",
    "unknown_model": "{host} has no model called {model}. Choose another in Settings.",
    "bad_address": "{host} answers, but not as a model does. Check the address in Settings; most end in /v1.",
    "refused": "{host} refused the question ({status}).",
}
"""What no second attempt can mend."""
LONGEST_WAIT = 30.0
"""Seconds: an endpoint that wants a longer pause is not waited for."""
TRIES = 3
FEW = 90
"""Seconds, and minutes, are told as such up to here."""
TOO_LONG = ("context_length", "context length", "context window", "maximum context", "too many tokens", "too long")
NO_MODEL = ("not exist", "not found", "not_found", "invalid model", "unknown model")
NO_MONEY = ("insufficient_quota", "exceeded your current quota", "credit balance", "insufficient credits")


class ModelError(CrmError):
    """why: a stable word. partial: what had been written before it went wrong, to be kept beside the sentence."""

    def __init__(self, why: Why, message: str, partial: str = "") -> None:
        super().__init__(message, kind=KINDS.get(why, "invalid"), where="model")
        self.why, self.partial = why, partial


@dataclass(frozen=True)
class Failure:
    """One attempt that went wrong. wait: seconds after which the same may be tried again; None: it may not.

    said: the endpoint's own words, to see what it refuses; never shown whole, never logged, for they may repeat the
    question.
    """

    why: Why
    sentence: str
    status: int = 0
    wait: float | None = None
    said: str = ""

    @property
    def may_be_billed(self) -> bool:
        """What was refused outright is not."""
        return not self.status and self.why != "unreachable"

    def error(self, partial: str = "") -> ModelError:
        return ModelError(self.why, self.sentence, partial)


def of_status(status: int, headers: Mapping[str, str], body: object, host: str, model: str) -> Failure:
    """An answer with a status other than 200."""
    words = _words(body)
    log.info("the model's endpoint answered %s", status)
    if status == LIMITED:
        return _limited(headers, words, host)
    if status in MAY_PASS or status >= SERVER_ERROR:
        sentence = f"{host} has a problem of its own ({status}). Try again in a moment."
        return Failure("server", sentence, status, _acceptable(asked_wait(headers) or 0.0), words)
    return _final(status, words, host, model)


def _limited(headers: Mapping[str, str], words: str, host: str) -> Failure:
    if any(sign in words.lower() for sign in NO_MONEY):
        return Failure("quota", FINAL["quota"].format(host=host), LIMITED)
    wait = asked_wait(headers) or 0.0
    again = f"in {_length(wait)}" if wait else "in a moment"
    return Failure("busy", f"{host} takes no more questions for now. Try again {again}.", LIMITED, _acceptable(wait))


def _final(status: int, words: str, host: str, model: str) -> Failure:
    """What no second attempt can mend."""
    why = _reason(status, words.lower())
    return Failure(why, FINAL[why].format(host=host, model=model, status=status), status, said=words)


def _reason(status: int, words: str) -> Why:
    if any(sign in words for sign in TOO_LONG):
        return "too_long"
    if status in BY_STATUS:
        return BY_STATUS[status]
    if "model" in words and (status == NOT_FOUND or any(sign in words for sign in NO_MODEL)):
        return "unknown_model"
    return "bad_address" if status == NOT_FOUND or status < CLIENT_ERROR else "refused"


def of_no_answer(error: BaseException, host: str, *, local: bool) -> Failure:
    """Nothing came back at all."""
    causes = _causes(error)
    log.info("the model's endpoint did not answer: %s", ", ".join(type(cause).__name__ for cause in causes))
    text = " ".join(str(cause) for cause in causes).lower()
    if "certificate" in text:
        return Failure("unreachable", f"{host} cannot prove who it is: its certificate is not valid.")
    if any(type(cause).__name__ == "ReadTimeout" for cause in causes):
        return slow(host)
    hint = "Is the program that runs the model started?" if local else "Check the internet connection and the address."
    return Failure("unreachable", f"{host} cannot be reached. {hint}")


def slow(host: str) -> Failure:
    return Failure("slow", f"{host} took too long to answer. Try again, or allow more time in Settings.")


def troubled(host: str) -> Failure:
    return Failure("server", f"{host} has a problem of its own. Try again in a moment.")


def cut(host: str) -> Failure:
    return Failure("cut", f"The answer from {host} broke off. What had arrived is kept; try again.")


def unreadable(host: str) -> Failure:
    sentence = (
        f"{host} answered something that is not a model's answer. Check the address in Settings; most end in /v1."
    )
    return Failure("bad_answer", sentence)


def pause(failure: Failure, attempt: int, chance: float) -> float | None:
    """Seconds until the next attempt; None when there is none. attempt: from 1. chance: 0 to 1, spreads the rush.

    What the endpoint asked for, else half a second, doubling.
    """
    if failure.wait is None or attempt >= TRIES:
        return None
    return failure.wait or 0.5 * 2 ** (attempt - 1) * (1 - 0.25 * chance)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds an endpoint asks to wait: `Retry-After` as a number or as a date (RFC 9110, 10.2.3)."""
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name) or "none") / scale
        except ValueError:
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    parsed = email.utils.parsedate_tz(headers.get("retry-after") or "")
    return None if parsed is None else max(0.0, email.utils.mktime_tz(parsed) - time.time())


def _acceptable(wait: float) -> float | None:
    return wait if wait <= LONGEST_WAIT else None


def _length(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    if seconds <= FEW:
        return f"{max(1, math.ceil(seconds))} s"
    return f"{minutes} minutes" if minutes <= FEW else f"{math.ceil(minutes / 60)} hours"


def _words(body: object) -> str:
    """What an endpoint says in its error, with its codes: they come as text, as {error: text}, as {error: {...}}."""
    inner: Any = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict):
        inner = " ".join(str(inner[key]) for key in ("code", "type", "param", "message") if inner.get(key))
    return str(inner or "")[:2_000]


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
