"""The weekly look at the owner's history: all questions asked together, what may be claimed and what is missing kept.

Every detector asks; one call of the gate judges all questions of the run together, since looking often enough finds
something everywhere. The findings replace those of the last run; the rules about patterns speak from them alone.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from app.coach.findings import Finding
from app.coach.patterns import DETECTORS
from app.coach.patterns.detector import Asked, Detector, Past
from app.coach.stats import Claim, Durations, Money, Rates, Shortfall, Silence, Verdict, judge
from app.coach.stats.groups import FEWEST
from app.core.db import Database
from app.crm import preferences
from app.crm.importing.yielding import without_collector
from app.models import PatternFinding

log = logging.getLogger(__name__)
NAME = 300
"""Characters kept of a group's name."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """One run. findings: what may be claimed, the clearest of a question first; silences: the other questions.

    failed: detectors that could not ask; what the others found stands.
    """

    findings: tuple[Finding, ...]
    silences: tuple[Finding, ...]
    failed: tuple[str, ...] = ()


def find_patterns(
    db: Database, now: datetime, *, stored: bool = True, detectors: Sequence[Detector] = DETECTORS
) -> Analysis:
    """Run every detector over the history up to `now`, the owner's local time, and keep the findings.

    stored: False keeps nothing. Reading a million rows sets off the search for dead cycles, which would keep the
    window waiting; there are none to find.
    """
    with without_collector(), db.read() as session:
        past = Past(session, now, str(preferences.get(session, "currency")))
        asked, failed = _ask(past, detectors)
        asked, verdicts = _judge(asked, now, failed)
        found = [_finding(one, verdict, past) for one, verdict in _paired(asked, verdicts)]
    if stored:
        _keep(db, found)
    claims = tuple(one for one in found if one.lasting)
    return Analysis(claims, tuple(one for one in found if not one.lasting), tuple(failed))


Named = tuple[Detector, Asked]


def _ask(past: Past, detectors: Iterable[Detector]) -> tuple[list[Named], list[str]]:
    """All questions; and the detectors that failed, of which none is asked."""
    asked: list[Named] = []
    failed: list[str] = []
    for detector in detectors:
        try:
            asked += [(detector, one) for one in list(detector.ask(past))]
        except Exception:
            log.exception("the pattern %s cannot be looked for", detector.id)
            failed.append(detector.id)
    return asked, failed


def _judge(asked: list[Named], now: datetime, failed: list[str]) -> tuple[list[Named], list[Verdict]]:
    """All in one call; where that fails, without the detectors whose questions fail by themselves."""
    try:
        return asked, judge([one.question for _detector, one in asked], now)
    except Exception:
        log.exception("the gate failed")
    broken = {detector.id for detector, one in asked if not _is_sound(one, now)}
    failed += sorted(broken)
    kept = [(detector, one) for detector, one in asked if detector.id not in broken]
    return kept, judge([one.question for _detector, one in kept], now)


def _is_sound(asked: Asked, now: datetime) -> bool:
    try:
        judge([asked.question], now)
    except Exception:
        return False
    return True


def _paired(asked: Sequence[Named], verdicts: Iterable[Verdict]) -> Iterator[tuple[Named, Verdict]]:
    """Each answer with its question, in the order asked; of one question the clearest first, what is above before what
    is below."""
    by_name = {one.question.name: (detector, one) for detector, one in asked}
    place = {name: number for number, name in enumerate(by_name)}
    ranked = sorted(
        verdicts,
        key=lambda verdict: (place[verdict.question], verdict.part, *_clear(verdict, by_name[verdict.question][1])),
    )
    for verdict in ranked:
        yield by_name[verdict.question], verdict


def _clear(verdict: Verdict, asked: Asked) -> tuple[bool, bool, bool, float]:
    if isinstance(verdict, Silence):
        return False, False, False, 0.0
    return not verdict.best, (verdict.group, verdict.side) in asked.plain, verdict.side == "below", verdict.p


def _finding(named: Named, verdict: Verdict, past: Past) -> Finding:
    detector, asked = named
    key = "_".join(word for word in (asked.what, verdict.part) if word)
    if isinstance(verdict, Silence):
        silence = _empty(verdict, asked)
        return Finding(
            detector.id, key, "", 0, past.now, False, p=silence.p, q=silence.q, reason=silence.reason,
            missing=_missing(silence, asked) or None, text={"asked": _sentence(asked, silence.part)},
        )  # fmt: skip
    return Finding(
        detector.id, key, asked.shown.get(verdict.group, verdict.group)[:NAME], verdict.n, past.now, True,
        verdict.value, verdict.rest, verdict.low, verdict.high, verdict.p, verdict.q, None, None, verdict.since,
        verdict.until, _text(verdict, asked, past),
    )  # fmt: skip


def _text(claim: Claim, asked: Asked, past: Past) -> dict[str, Any]:
    behind = asked.behind(claim)
    about = _sentence(asked, claim.part)
    plain = None if claim.best else asked.plain.get((claim.group, claim.side))
    how = plain or ("best" if claim.best else claim.side)
    return {
        "asked": about, "variant": f"{about}_{how}", "side": claim.side, "best": claim.best,
        "news": plain is None, "slices": claim.slices, "unit": asked.unit or claim.unit,
        "currency": past.currency, "facts": dict(asked.facts.get(claim.group, {})),
        "rows": [list(row) for row in behind.rows], "count": behind.count,
    }  # fmt: skip


def _sentence(asked: Asked, part: str) -> str:
    """How the sentences of this question begin in the message file."""
    return "_".join(word for word in (asked.sentence or asked.what, part) if word)


def _empty(silence: Silence, asked: Asked) -> Silence:
    """Where nothing is grouped yet, because there is next to nothing, that is what is missing."""
    question = asked.question
    if silence.reason != "one_group" or not isinstance(question, Rates | Durations | Money):
        return silence
    if len(question.labels) or len(question.group) >= FEWEST:
        return silence
    return replace(silence, reason="not_enough", missing=(Shortfall(len(question.group), FEWEST, "cases"),))


def _missing(silence: Silence, asked: Asked) -> str:
    """ "4 of 10 closed deals (referral)": of one group, what it lacks first."""
    first = [short for short in silence.missing if not short.what.startswith("expected")] or list(silence.missing)
    return ", ".join(f"{short.have} of {short.need} {_counted(short, asked)}" for short in first)


def _counted(short: Shortfall, asked: Asked) -> str:
    won, lost = asked.outcomes
    known = {"expected won": won, "expected lost": lost, "cases": asked.counted}
    group = f" ({asked.shown.get(short.group, short.group)})" if short.group else ""
    return known.get(short.what, asked.counted if short.what in ("closed", "finished") else short.what) + group


def _keep(db: Database, found: Sequence[Finding]) -> None:
    with db.write(actor="coach", durable=False) as session:
        session.execute(delete(PatternFinding))
        if found:
            session.execute(insert(PatternFinding), [asdict(one) for one in found])
