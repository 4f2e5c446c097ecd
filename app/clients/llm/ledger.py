"""What a call costs, the row the ledger gets for every attempt, and the limits of a month.

The rows are kept elsewhere: the client is handed `record_call` and `spent`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from re import sub

from app.clients.llm.endpoint import Endpoint
from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Usage
from app.core.paths import source_tree
from app.core.settings import Value

DATED = r"-\d{4}-\d\d-\d\d$"
OPENAI = "https://api.openai.com/"


@dataclass(frozen=True)
class CallRecord:
    """One attempt. cost_micros: millionths of a dollar; None when no price is known. error: a word, or None.

    Nothing of what was asked or answered is in it.
    """

    at: datetime
    purpose: str
    model: str
    tokens_sent: int
    tokens_written: int
    estimated: bool
    cost_micros: int | None
    milliseconds: int
    error: str | None


@dataclass(frozen=True)
class Spent:
    """In the owner's current month so far."""

    tokens: int
    cost_micros: int


@dataclass(frozen=True)
class Price:
    """Cents for a million tokens."""

    sent: float
    written: float

    def micros(self, usage: Usage) -> int:
        """Millionths of a dollar, rounded up: tokens x cents / 10^6 tokens x 10^6 / 100."""
        return -int(-(usage.sent * self.sent + usage.written * self.written) // 100)


RecordCall = Callable[[CallRecord], object]
"""Called after every attempt, on the thread that asked, outside of any write."""
AskSpent = Callable[[], Spent]


def price_of(endpoint: Endpoint, model: str, settings: Mapping[str, Value]) -> Price | None:
    """What the owner entered, else nothing for a model at home, else the list. None: not known."""
    own = Price(_number(settings["model_price_sent"]), _number(settings["model_price_written"]))
    if own.sent or own.written:
        return own
    if endpoint.free:
        return Price(0, 0)
    if not endpoint.address.startswith(OPENAI):
        return None
    return _listed().get(sub(DATED, "", model))


def refuse_over_limit(settings: Mapping[str, Value], ask_spent: AskSpent, ahead: Usage, price: Price | None) -> None:
    """Errors: ModelError when the month's limit is reached, or would be with what is to be sent now."""
    tokens, cents = _number(settings["model_month_tokens"]), _number(settings["model_month_cents"])
    if not tokens and not cents:
        return
    if cents and price is None:
        sentence = "You set a limit in money, but the price of this model is not known. Enter it in Settings."
        raise ModelError("cap", sentence)
    spent = ask_spent()
    if tokens and spent.tokens + ahead.sent > tokens:
        raise ModelError("cap", "This month's limit of tokens is reached. Raise it in Settings to go on.")
    if cents and price and spent.cost_micros + price.micros(ahead) > cents * 10_000:
        raise ModelError("cap", "This month's limit for the model is reached. Raise it in Settings to go on.")


@cache
def _listed() -> Mapping[str, Price]:
    import yaml  # noqa: PLC0415

    text = (source_tree("resources") / "lists" / "model_prices.yaml").read_text(encoding="utf-8")
    return {name: Price(*pair) for name, pair in yaml.safe_load(text)["models"].items()}


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
