"""Questions with one named test each: seasons, a rate that shifted, ratios, open cases beyond their stage's times."""

from datetime import date, timedelta

import numpy as np

from app.coach.stats.distributions import two_sided
from app.coach.stats.evidence import RECENT, Evidence, Figures, Found, History, history
from app.coach.stats.groups import FEWEST
from app.coach.stats.intervals import FEWEST_TIMES, over_weeks, prediction_limit, weighted_median
from app.coach.stats.months import SIDE, Seasons, change_point, seasons
from app.coach.stats.questions import Outliers, Ratios, Season, Shift, month_of, week_of
from app.coach.stats.strata import Floats, Ints, signed_rank
from app.coach.stats.verdicts import Claim, Shortfall, Silence
from app.core.shares import wilson

CYCLES = 3
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def season(asked: Season, now: np.datetime64) -> Found:
    """An F-test over the months of whole cycles, counted back from the last; cycles stand for slices. The month of
    `now` is left out: it is not over."""
    first, table = _cycles(asked, int(now.astype("datetime64[M]").astype(np.int64)))
    if len(table) < CYCLES:
        short = (Shortfall(len(table), CYCLES, "years" if asked.cycle == len(MONTHS) else "quarters"),)
        return Silence(asked.name, "season", "", "not_enough", short)
    found = seasons(table)
    return Evidence(
        "season", asked.name, "", found.p, _month_labels(first, asked.cycle), found.group_p, found.effect,
        _cycle_history(found, first), lambda i: _month_figures(table, i), "value",
    )  # fmt: skip


def _month_labels(first: int, cycle: int) -> tuple[str, ...]:
    """Names of the columns of a table whose cycles begin with this month: any, not only January."""
    places = [(first + i) % cycle for i in range(cycle)]
    return tuple(MONTHS[i] if cycle == len(MONTHS) else f"month {i + 1} of the quarter" for i in places)


def _cycles(asked: Season, now: int) -> tuple[int, Floats]:
    """(number of the first month, (cycles, months) values) of the months before `now`, as many as make whole cycles."""
    month = month_of(asked.months)
    kept = month < now
    month, values = month[kept], asked.values[kept].astype(float)
    if not month.size:
        return 0, np.zeros((0, asked.cycle))
    end = int(month.max()) + 1
    size = (end - int(month.min())) // asked.cycle * asked.cycle
    inside = month >= end - size
    whole = np.bincount(month[inside] - (end - size), values[inside], minlength=size).astype(float)
    return end - size, whole.reshape(-1, asked.cycle)


def _cycle_history(found: Seasons, first: int) -> History:
    cycles, labels = found.by_cycle.shape
    months = RECENT * 7 // 30
    recent = np.where(np.arange(cycles * labels) >= cycles * labels - months, found.by_cycle.ravel(), 0.0)
    since, after = (np.datetime64(first + skip, "M").astype("datetime64[D]") for skip in (0, cycles * labels))
    parts = np.array_split(found.by_cycle, min(cycles, 12))
    by_slice = np.array([part.mean(axis=0) for part in parts])
    summed = recent.reshape(cycles, labels).sum(axis=0)
    return History(by_slice, np.ones_like(by_slice), summed, since, after - np.timedelta64(1, "D"))


def _month_figures(table: Floats, i: int) -> Figures:
    """Means of the month and of the others; the interval by drawing cycles anew."""
    low, high = over_weeks(np.arange(len(table)), lambda weight: float(np.average(table[:, i], weights=weight)))
    return Figures(len(table), float(table[:, i].mean()), float(np.delete(table, i, axis=1).mean()), low, high)


def shift(asked: Shift) -> Found:
    """A change point over months: the largest z, Sidak, at least `SIDE` closed on either side."""
    if len(asked.won) < 2 * SIDE:
        return Silence(asked.name, "shift", "", "not_enough", (Shortfall(len(asked.won), 2 * SIDE, "closed"),))
    month = month_of(asked.at) - month_of(asked.at).min()
    closed, won = np.bincount(month).astype(float), np.bincount(month, asked.won).astype(float)
    change = change_point(won, closed)
    if change is None:
        return Silence(asked.name, "shift", "", "no_difference")
    late = month >= change.at
    early_rate = float(asked.won[~late].mean())
    residual = asked.won.astype(float) - early_rate
    label = str(np.datetime64(int(month_of(asked.at).min()) + change.at, "M"))
    past = history(residual, np.where(late, 0, -1), 1, asked.at)

    def figures(_i: int) -> Figures:
        n, wins = int(late.sum()), int(asked.won[late].sum())
        return Figures(n, wins / n, early_rate, *wilson(wins, n))

    return Evidence(
        "shift", asked.name, "", change.p, (label,), np.array([change.p]), np.array([change.z]), past, figures, "share",
        sliced=False, idle="no_difference", top=np.zeros(1),
    )  # fmt: skip


def ratios(asked: Ratios) -> Found:
    """The signed-rank test on log ratios, against 1."""
    usable = np.isfinite(asked.ratio) & (asked.ratio > 0)
    ratio, at = asked.ratio[usable], asked.at[usable]
    if len(ratio) < FEWEST:
        return Silence(asked.name, "ratios", "", "not_enough", (Shortfall(len(ratio), FEWEST, "cases"),))
    logs = np.log(ratio)
    p = two_sided(signed_rank(logs))

    def figures(_i: int) -> Figures:
        low, high = over_weeks(week_of(at), lambda weight: weighted_median(ratio, weight))
        return Figures(len(ratio), weighted_median(ratio), 1.0, low, high)

    none: Ints = np.zeros(len(ratio), dtype=np.int64)
    return Evidence(
        "ratios", asked.name, "", p, ("all",), np.array([p]), np.array([signed_rank(logs)]),
        history(np.sign(logs), none, 1, at), figures, "ratio", sliced=False, idle="no_difference", top=np.zeros(1),
    )  # fmt: skip


def outliers(asked: Outliers, now: np.datetime64) -> list[Claim | Silence]:
    """Open cases beyond the 95 % prediction limit of the stage's own times; a p of each, no family, since no group
    is named."""
    limit = prediction_limit(asked.times)
    if limit is None:
        short = (Shortfall(len(asked.times), FEWEST_TIMES, "finished"),)
        return [Silence(asked.name, "outliers", "", "not_enough", short)]
    late = [i for i, days in enumerate(asked.open_days) if days > limit]
    claims: list[Claim | Silence] = [_outlier(asked, i, limit, now) for i in late]
    return claims or [Silence(asked.name, "outliers", "", "no_difference")]


def _outlier(asked: Outliers, i: int, limit: float, now: np.datetime64) -> Claim:
    days, n = float(asked.open_days[i]), len(asked.times)
    p = (1 + int((asked.times >= days).sum())) / (n + 1)
    until: date = now.astype("datetime64[D]").item()
    since = until - timedelta(days=int(days))
    middle = weighted_median(asked.times)
    return Claim(asked.name, "outliers", "", asked.labels[i], "above", False, n, days, middle, 0.0, limit, "days", p, p,
                 since, until)  # fmt: skip
