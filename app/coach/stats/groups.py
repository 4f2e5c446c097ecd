"""Questions that compare groups of cases: rates, durations, money."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.coach.stats import survival
from app.coach.stats.evidence import Evidence, Figures, Found, history, too_few_weeks
from app.coach.stats.intervals import over_weeks, weighted_median
from app.coach.stats.questions import Durations, Moments, Money, Rates, month_of, week_of
from app.coach.stats.strata import Comparison, Floats, Ints, centred, compare, rank_sum, ranks
from app.coach.stats.survival import Flags
from app.coach.stats.verdicts import Reason, Shortfall, Silence
from app.core.shares import wilson

FEWEST = 10
"""Cases of a group; the rest needs as many, or it is left out."""
MOST = 50
"""Groups compared, the largest; the others are the rest. Free text makes hundreds, and each costs time and q."""
EITHER = 5
"""Expected won, and expected lost, of a group."""


def rates(asked: Rates) -> Found:
    """Cochran-Mantel-Haenszel in month strata, since rates drift."""
    month = _codes(month_of(asked.at))
    won = asked.won.astype(float)
    expected = won - centred(won, month)
    k = len(asked.labels)
    n, wins = _count(asked.group, k), _count(asked.group, k, expected)
    enough = _largest((n >= FEWEST) & (wins >= EITHER) & (n - wins >= EITHER), n)
    silence = _missing(asked, "rates", enough, _rate_shortfalls(asked.labels, n, wins), _too_few_active(asked.at))
    if silence:
        return silence
    labels, group, used = _named(asked.labels, asked.group, enough)
    won, month, at = won[used], _codes(month[used]), asked.at[used]
    compared = _restricted(compare(won, _with_rest(group, len(labels)), month, len(labels) + 1), len(labels))
    past = history(centred(won, month), group, len(labels), at)

    def figures(i: int) -> Figures:
        own = group == i
        n, wins = int(own.sum()), int(won[own].sum())
        return Figures(n, wins / n, float(won[~own].mean()), *wilson(wins, n))

    return Evidence(
        "rates", asked.name, "", compared.p(), labels, compared.group_p(), compared.excess, past, figures, "share"
    )


def _rate_shortfalls(labels: Sequence[str], n: Floats, wins: Floats) -> tuple[Shortfall, ...]:
    """Of the group that lacks least."""
    if not len(n):
        return ()
    worth = np.minimum(n / FEWEST, np.minimum(wins, n - wins) / EITHER)
    i = int(np.argmax(worth))
    counted = ((n[i], FEWEST, "cases"), (wins[i], EITHER, "expected won"), (n[i] - wins[i], EITHER, "expected lost"))
    return tuple(Shortfall(int(have), need, what, labels[i]) for have, need, what in counted if have < need)


def durations(asked: Durations) -> Found:
    """The log-rank test with open cases and on closed ones only, the larger p, or old open deals fake a difference."""
    asked = _of_known_length(asked)
    if _is_outcome(asked):
        return Silence(asked.name, "durations", "", "outcome")
    n = _count(asked.group[asked.closed], len(asked.labels))
    enough = _largest(n >= FEWEST, n)
    silence = _missing(asked, "durations", enough, _shortfalls(asked.labels, n, "closed"), _too_few_active(asked.at))
    if silence:
        return silence
    labels, group, used = _named(asked.labels, asked.group, enough)
    days, closed, at = asked.days[used], asked.closed[used], asked.at[used]
    p, group_p, lean = _both_log_ranks(days, closed, group, len(labels))
    residual = centred(survival.residuals(days, closed), _codes(month_of(at)))
    past = history(residual, group, len(labels), at)

    def figures(i: int) -> Figures:
        own = group == i
        low, high = over_weeks(week_of(at[own]), lambda weight: survival.median(days[own], closed[own], weight))
        value, rest = survival.median(days[own], closed[own]), survival.median(days[~own], closed[~own])
        return Figures(int((own & closed).sum()), value, rest, low, high)

    return Evidence(
        "durations", asked.name, "", p, labels, group_p, lean, past, figures, "days", sides=("below", "above")
    )


def _of_known_length(asked: Durations) -> Durations:
    """Without cases that ended before they began, or whose length is not known."""
    known = np.isfinite(asked.days) & (asked.days >= 0)
    if known.all():
        return asked
    won = None if asked.won is None else asked.won[known]
    return replace(
        asked, group=asked.group[known], days=asked.days[known], closed=asked.closed[known], at=asked.at[known], won=won
    )


def _both_log_ranks(days: Floats, closed: Flags, group: Ints, k: int) -> tuple[float, Floats, Floats]:
    """(p of the question, p of each group, lean of each): a group that leans two ways has p 1."""
    code = _with_rest(group, k)
    every = _restricted(survival.log_rank(days, closed, code, k + 1), k)
    ended = _restricted(survival.log_rank(days[closed], closed[closed], code[closed], k + 1), k)
    agree = every.excess * ended.excess > 0
    group_p = np.where(agree, np.maximum(every.group_p(), ended.group_p()), 1.0)
    return max(every.p(), ended.p()), group_p, every.excess


def _is_outcome(asked: Durations) -> bool:
    """Whether every group, and the rest, is all won or all lost, with both among them."""
    if asked.won is None:
        return False
    k, won = len(asked.labels) + 1, asked.won[asked.closed]
    group = _with_rest(asked.group[asked.closed], k - 1)
    n, wins = _count(group, k), _count(group, k, won.astype(float))
    return bool(won.any() and not won.all() and np.all((wins == 0) | (wins == n)))


def money(asked: Money) -> Found:
    """Wilcoxon's rank-sum test in year strata, which must last where there are weeks enough for slices.

    A history of fewer weeks than that, active or not, is no pattern yet. Cases whose value is not known (nan) are left
    out.
    """
    known = np.isfinite(asked.value)
    asked = replace(asked, group=asked.group[known], value=asked.value[known], at=asked.at[known])
    n = _count(asked.group, len(asked.labels))
    enough = _largest(n >= FEWEST, n)
    silence = _missing(asked, "money", enough, _shortfalls(asked.labels, n, "cases"), _weeks_long(asked.at))
    if silence:
        return silence
    labels, group, used = _named(asked.labels, asked.group, enough)
    value, at = asked.value[used], asked.at[used]
    year = _codes(month_of(at) // 12)
    compared = _restricted(rank_sum(value, _with_rest(group, len(labels)), year, len(labels) + 1), len(labels))
    place = ranks(value, year) / (np.bincount(year)[year] + 1.0)
    past = history(centred(place, year), group, len(labels), at)

    def figures(i: int) -> Figures:
        own = group == i
        low, high = over_weeks(week_of(at[own]), lambda weight: weighted_median(value[own], weight))
        return Figures(int(own.sum()), weighted_median(value[own]), weighted_median(value[~own]), low, high)

    return Evidence(
        "money", asked.name, "", compared.p(), labels, compared.group_p(), compared.excess, past, figures, "money",
        sliced=len(past.by_slice) > 0,
    )  # fmt: skip


def _missing(
    asked: Rates | Durations | Money,
    kind: str,
    enough: Flags,
    short: tuple[Shortfall, ...],
    weeks: tuple[Shortfall, ...],
) -> Silence | None:
    """Silence for no group that is large enough, nothing to compare it with, or too few weeks."""
    if not enough.any():
        reason: Reason = "not_enough" if short else "one_group"
        return Silence(asked.name, kind, "", reason, short)
    if weeks:
        return Silence(asked.name, kind, "", "not_enough", weeks)
    outside = len(asked.group) - int(np.isin(asked.group, np.flatnonzero(enough)).sum())
    if enough.sum() + (outside >= FEWEST) < 2:  # noqa: PLR2004 - two sides
        return Silence(asked.name, kind, "", "one_group")
    return None


def _too_few_active(at: Moments) -> tuple[Shortfall, ...]:
    return too_few_weeks(len(np.unique(week_of(at))))


def _weeks_long(at: Moments) -> tuple[Shortfall, ...]:
    """Of the weeks from the first moment to the last, with those between them in which nothing was."""
    return too_few_weeks(int(np.ptp(week_of(at))) + 1 if at.size else 0, "weeks")


def _largest(enough: Flags, n: Floats) -> Flags:
    """The `MOST` largest of the groups that are large enough."""
    kept = np.zeros(len(enough), dtype=bool)
    kept[np.argsort(np.where(enough, -n, np.inf), kind="stable")[:MOST]] = True
    return kept & enough


def _named(labels: Sequence[str], group: Ints, enough: Flags) -> tuple[tuple[str, ...], Ints, Flags]:
    """(labels of the large groups, codes of the cases used, which cases are used): the small ones together are the
    rest, -1, and left out if they are fewer than `FEWEST`."""
    code = np.full(len(enough) + 1, -1)
    code[:-1][enough] = np.arange(int(enough.sum()))
    new = code[group]
    used = new >= 0
    if (~used).sum() >= FEWEST:
        used = np.ones(len(new), dtype=bool)
    return tuple(label for label, large in zip(labels, enough, strict=True) if large), new[used], used


def _with_rest(group: Ints, k: int) -> Ints:
    return np.where(group < 0, k, group)


def _restricted(compared: Comparison, k: int) -> Comparison:
    """Without the last group, the rest: what it adds is already known from the others."""
    return Comparison(compared.excess[:k], compared.covariance[:k, :k])


def _shortfalls(labels: Sequence[str], n: Floats, what: str) -> tuple[Shortfall, ...]:
    if not len(n):
        return ()
    i = int(np.argmax(n))
    return (Shortfall(int(n[i]), FEWEST, what, labels[i]),)


def _count(group: Ints, k: int, weight: Floats | None = None) -> Floats:
    named = group >= 0
    return np.bincount(group[named], None if weight is None else weight[named], minlength=k).astype(float)


def _codes(values: Ints) -> Ints:
    return np.unique(values, return_inverse=True)[1]
