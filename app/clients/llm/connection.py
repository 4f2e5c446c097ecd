"""Testing the settings: which models there are, and whether one of them answers."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.clients.llm.endpoint import Endpoint
from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Answer, Ask, Stop, said

QUESTION = Ask("test", (said("user", "Answer with the one word: ready"),), most_tokens=64)
NOT_LISTED = ("bad_address", "bad_answer", "unknown_model", "refused", "forbidden")
"""Some endpoints have no list, or show it to nobody; they may answer all the same."""
NO_TALKERS = ("embed", "whisper", "tts", "dall-e", "moderation", "rerank", "transcribe", "image", "realtime", "audio")


@dataclass(frozen=True)
class Connection:
    """works: it answered. sentence: for the owner. models: those listed, in order. seconds: one short answer took."""

    works: bool
    sentence: str
    models: tuple[str, ...] = ()
    seconds: float | None = None


def tried(
    endpoint: Endpoint, listed: Callable[[Endpoint, Stop], list[str]], answer: Callable[[Ask], Answer], stop: Stop
) -> Connection:
    """List the models and ask one of them. Errors: ModelError when the endpoint does not even list."""
    models = _listed(endpoint, listed, stop)
    chosen = endpoint.model or first_that_talks(models)
    if not chosen:
        sentence = f"{endpoint.name} is there, but offers no model. Load one there, or name it here."
        return Connection(False, sentence, models)
    try:
        found = answer(QUESTION)
    except ModelError as error:
        return Connection(False, _nearer(error, chosen, models), models)
    if found.finish == "stopped":
        return Connection(False, "Stopped.", models)
    offered = f" {len(models)} models are offered." if len(models) > 1 else ""
    sentence = f"{endpoint.name} works: {found.model} answered in {found.seconds:.1f} s.{offered}"
    return Connection(True, sentence, models, found.seconds)


def first_that_talks(models: Iterable[str]) -> str:
    """The first model that is not made for something else; empty when there is none."""
    return next((name for name in models if not any(sign in name.lower() for sign in NO_TALKERS)), "")


def _listed(endpoint: Endpoint, listed: Callable[[Endpoint, Stop], list[str]], stop: Stop) -> tuple[str, ...]:
    try:
        return tuple(listed(replace(endpoint, model=endpoint.model or "any model"), stop))
    except ModelError as error:
        if error.why in NOT_LISTED and endpoint.model:
            return ()
        raise


def _nearer(error: ModelError, chosen: str, models: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(chosen, models, 1, 0.5) if error.why == "unknown_model" else []
    return f"{error.message} Did you mean {near[0]}?" if near else error.message
