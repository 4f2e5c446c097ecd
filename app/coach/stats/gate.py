"""The gate: which of the questions asked in one run end in a claim, and why the others do not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

import numpy as np

from app.coach.stats import groups, single, slices
from app.coach.stats.evidence import Evidence, Found
from app.coach.stats.multiplicity import benjamini_hochberg
from app.coach.stats.questions import Durations, Money, Outliers, Question, Rates, Ratios, Season, Shift, WorkTimes
from app.coach.stats.strata import Floats
from app.coach.stats.verdicts import Claim, Reason, Silence
from app.coach.stats.work_times import work_times

LEVEL = 0.05
ON_TOP = 0.9

Verdict = Claim | Silence


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """q: of the question. p, group_q (k,): of its groups; None where the question did not pass."""

    evidence: Evidence
    q: float
    p: Floats | None = None
    group_q: Floats | None = None


def judge(questions: Sequence[Question], now: datetime) -> list[Verdict]:
    """Claims and silences, in the order of the questions; work times answer twice, for weekdays and for hours.

    now: the owner's wall clock (an aware time is taken as its own wall clock). All questions of a run belong into one
    call: Benjamini-Hochberg at `LEVEL` over those that had enough to be asked, then over all groups of those that
    passed. Cases of the future are the caller's mistake and are not looked for.
    """
    moment = np.datetime64(now.replace(tzinfo=None, microsecond=0), "s")
    answers = [answer for question in questions for answer in _answers(question, moment)]
    asked = [answer for answer in answers if isinstance(answer, Evidence)]
    judged = iter(_weigh(asked))
    return [verdict for answer in answers for verdict in _verdicts(answer, judged)]


def _answers(question: Question, now: np.datetime64) -> Iterable[Found | list[Verdict]]:
    match question:
        case WorkTimes():
            return work_times(question, now)
        case Outliers():
            return (single.outliers(question, now),)
        case Season():
            return (single.season(question, now),)
        case _:
            return (_compared(question),)


def _compared(question: Rates | Durations | Money | Shift | Ratios) -> Found:
    match question:
        case Rates():
            return groups.rates(question)
        case Durations():
            return groups.durations(question)
        case Money():
            return groups.money(question)
        case Shift():
            return single.shift(question)
        case Ratios():
            return single.ratios(question)


def _weigh(asked: Sequence[Evidence]) -> list[_Weighed]:
    """Both families: the questions, then the groups of those that passed."""
    question_q = benjamini_hochberg([one.p for one in asked])
    weighed = [_Weighed(one, float(q)) for one, q in zip(asked, question_q, strict=True)]
    p = [group_p(one.evidence) if one.q <= LEVEL else np.zeros(0) for one in weighed]
    edges = np.cumsum([0, *map(len, p)])
    found = benjamini_hochberg(np.concatenate([np.zeros(0), *p]))
    return [
        _Weighed(one.evidence, one.q, mine, found[edge : edge + len(mine)]) if one.q <= LEVEL else one
        for one, mine, edge in zip(weighed, p, edges[:-1], strict=True)
    ]


def group_p(evidence: Evidence) -> Floats:
    """Of each group: the larger of its own and, where it must last, that of the t-test over slices, which must agree
    in direction."""
    if not evidence.sliced or not len(evidence.labels):
        return evidence.group_p
    by_slice = evidence.history.by_slice
    agree = by_slice.mean(axis=0) * evidence.lean > 0
    return np.where(agree, np.maximum(evidence.group_p, slices.lasting_p(by_slice)), 1.0)


def _verdicts(answer: Found | list[Verdict], judged: Iterable[_Weighed]) -> list[Verdict]:
    if isinstance(answer, list):
        return answer
    if isinstance(answer, Silence):
        return [answer]
    weighed = next(iter(judged))
    if weighed.p is None or weighed.group_q is None:
        return [_silence(weighed, "no_difference")]
    lasting = np.flatnonzero(weighed.group_q <= LEVEL)
    recent, lean = answer.history.recent, answer.lean
    kept = [int(i) for i in lasting if recent[i] * lean[i] >= 0]
    top = _top(answer) if kept else np.zeros(0)
    claims = [claim for i in kept if (claim := _claim(weighed, i, top)) is not None]
    reason: Reason = "turned" if len(lasting) and not kept else "no_figure" if kept else answer.idle
    return [*claims] or [_silence(weighed, reason)]


def _top(evidence: Evidence) -> Floats:
    """How often each group is on top; given, or over the slices; 0 where there are none."""
    past = evidence.history
    if len(evidence.top):
        return evidence.top
    return slices.top_share(past.by_slice, past.cases) if len(past.by_slice) else np.zeros(len(evidence.labels))


def _claim(weighed: _Weighed, i: int, top: Floats) -> Claim | None:
    """None where the group's figure does not exist, as a median that was not reached."""
    evidence, past = weighed.evidence, weighed.evidence.history
    figures = evidence.figures(i)
    if not (isfinite(figures.value) and isfinite(figures.rest)) or weighed.p is None or weighed.group_q is None:
        return None
    above = bool(evidence.lean[i] > 0)
    return Claim(
        evidence.name, evidence.kind, evidence.part, evidence.labels[i], evidence.sides[0 if above else 1],
        above and bool(top[i] >= ON_TOP), figures.n, figures.value, figures.rest, figures.low, figures.high,
        evidence.unit, float(weighed.p[i]), float(weighed.group_q[i]), _day(past.since), _day(past.until),
        len(past.by_slice) if evidence.sliced else 0,
    )  # fmt: skip


def _silence(weighed: _Weighed, reason: Reason) -> Silence:
    evidence = weighed.evidence
    return Silence(evidence.name, evidence.kind, evidence.part, reason, (), evidence.p, weighed.q)


def _day(moment: np.datetime64) -> date:
    day: date = moment.astype("datetime64[D]").item()
    return day


__all__ = ["Verdict", "judge"]
