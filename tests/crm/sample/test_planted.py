"""The planted effects are in the sample, in every part of it, and the tempting ones prove nothing.

The same in three different years and for two seeds; counted here with plain arithmetic, by no code of the coach.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from math import log, sqrt
from random import Random
from statistics import fmean, median, stdev
from typing import Any

import pytest

from app.crm.sample import PLANTED
from app.crm.sample.filling import tell
from app.crm.sample.rows import Row
from app.crm.sample.story import Story

SLICES = 12
CASES = [(day, seed) for day in ("2025-01-15", "2026-03-02", "2026-11-21") for seed in (7, 11)]
SURE = 3.5
"""Standard errors: beyond any correction for the number of questions asked."""


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]} seed {case[1]}")
def story(request: pytest.FixtureRequest) -> Story:
    day, seed = request.param
    return tell(datetime.fromisoformat(f"{day}T09:00").astimezone(), seed)


def closed(story: Story) -> list[Row]:
    return sorted((deal for deal in story.rows["deals"] if deal["closed_at"]), key=lambda deal: deal["closed_at"])


def won(story: Story) -> list[Row]:
    return [deal for deal in closed(story) if deal["won"]]


def finished(story: Story) -> list[datetime]:
    return sorted(task["completed_at"] for task in story.rows["tasks"] if task["completed_at"])


def referred(deal: Row) -> bool:
    return bool(deal["source"] == "referral")


def slices(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[n * len(rows) // SLICES : (n + 1) * len(rows) // SLICES] for n in range(SLICES)]


def share(rows: Iterable[Any], holds: Callable[[Any], Any]) -> float:
    return fmean(bool(holds(row)) for row in rows)


def lasting(differences: Sequence[float]) -> float:
    """Mean over slices in standard errors."""
    return fmean(differences) / (stdev(differences) / sqrt(len(differences)))


def stratified_z(rows: Iterable[Row], stratum: Callable[[Row], Any], group: Callable[[Row], bool]) -> float:
    """Cochran-Mantel-Haenszel: wins of the group against its share of each stratum's wins."""
    excess = variance = 0.0
    strata = defaultdict(list)
    for row in rows:
        strata[stratum(row)].append(row)
    for members in strata.values():
        n, m, wins = len(members), sum(map(group, members)), sum(row["won"] for row in members)
        if n > 1:
            excess += sum(row["won"] for row in members if group(row)) - m * wins / n
            variance += m * (n - m) * wins * (n - wins) / (n * n * (n - 1))
    return excess / sqrt(variance)


def log_rank_z(cases: Sequence[tuple[float, bool, bool]]) -> float:
    """cases: (days, ended, in the group). Positive when the group ends sooner."""
    excess = variance = 0.0
    for day in sorted({days for days, ended, _group in cases if ended}):
        at_risk = [(group, days == day and ended) for days, ended, group in cases if days >= day]
        n, m, d = len(at_risk), sum(group for group, _ in at_risk), sum(end for _, end in at_risk)
        excess += sum(end for group, end in at_risk if group) - d * m / n
        if n > 1:
            variance += d * (m / n) * (1 - m / n) * (n - d) / (n - 1)
    return excess / sqrt(variance)


def chi_square(counts: Iterable[int]) -> float:
    seen = list(counts)
    return sum((count - fmean(seen)) ** 2 / fmean(seen) for count in seen)


def rank_sum_z(ones: Sequence[float], others: Sequence[float]) -> float:
    above = sum((a > b) + (a == b) / 2 for a in ones for b in others)
    n, m = len(ones), len(others)
    return (above - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)


def two_rates_z(ones: Sequence[bool], others: Sequence[bool]) -> float:
    both = fmean([*ones, *others])
    return (fmean(ones) - fmean(others)) / sqrt(both * (1 - both) * (1 / len(ones) + 1 / len(others)))


def days_open(deal: Row, until: datetime) -> float:
    return ((deal["closed_at"] or until) - deal["created_at"]) / timedelta(days=1)


def test_referred_deals_are_won_far_more_often_in_every_part_of_the_history(story: Story) -> None:
    ours, others = [d for d in closed(story) if referred(d)], [d for d in closed(story) if not referred(d)]
    assert len(ours) >= 60
    assert share(ours, lambda d: d["won"]) == pytest.approx(0.8, abs=0.03)
    assert share(others, lambda d: d["won"]) == pytest.approx(0.33, abs=0.04)
    assert stratified_z(closed(story), lambda d: d["closed_at"].strftime("%Y%m"), referred) > SURE
    assert stratified_z(closed(story), lambda d: d["created_at"].strftime("%Y%m"), referred) > SURE
    gaps = []
    for part in slices(closed(story)):
        assert sum(map(referred, part)) >= 3
        group, rest = [d for d in part if referred(d)], [d for d in part if not referred(d)]
        gaps.append(share(group, lambda d: d["won"]) - share(rest, lambda d: d["won"]))
    assert min(gaps) > 0
    assert lasting(gaps) > SURE


def test_referred_deals_close_sooner_with_open_ones_counted_and_without(story: Story) -> None:
    now = story.now
    ended = [(days_open(d, now), True, referred(d)) for d in closed(story)]
    still = [(days_open(d, now), False, referred(d)) for d in story.rows["deals"] if not d["closed_at"]]
    assert log_rank_z(ended) > SURE
    assert log_rank_z([*ended, *still]) > SURE
    gaps = []
    for part in slices(closed(story)):
        days = [median(days_open(d, now) for d in part if referred(d) is yes) for yes in (True, False)]
        gaps.append(log(days[1] / days[0]))
    assert lasting(gaps) > SURE


def test_tuesday_is_the_day_on_which_things_get_done(story: Story) -> None:
    counts = Counter(moment.weekday() for moment in finished(story))
    others = [counts[day] for day in (0, 2, 3, 4)]
    assert 1.5 < counts[1] / fmean(others) < 2.1
    assert counts[5] + counts[6] == 0
    assert _friedman(finished(story)) > 35, "chi-square with four degrees of freedom"
    parts = [Counter(moment.weekday() for moment in part) for part in slices(finished(story))]
    assert lasting([part[1] - fmean(part[day] for day in (0, 2, 3, 4)) for part in parts]) > SURE
    assert _on_top(parts, 1) >= 0.99


def _friedman(moments: Iterable[datetime]) -> float:
    """Over the working days of weeks in which something was done."""
    weeks: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for moment in moments:
        weeks[moment.isocalendar()[:2]][moment.weekday()] += 1
    sums, ties = [0.0] * 5, 0.0
    for week in weeks.values():
        counts = [week[day] for day in range(5)]
        for day, count in enumerate(counts):
            sums[day] += sum(c < count for c in counts) + (counts.count(count) + 1) / 2
        ties += sum(n**3 - n for n in Counter(counts).values())
    n, k = len(weeks), 5
    spread = sum((total - n * (k + 1) / 2) ** 2 for total in sums)
    return 12 * spread / (n * k * (k + 1) - ties / (k - 1))


def _on_top(parts: Sequence[Counter[int]], wanted: int, draws: int = 400) -> float:
    """Share of bootstraps over slices in which this value is the most frequent."""
    rng = Random(1)
    tops = [sum(rng.choices(parts, k=len(parts)), Counter()).most_common(1)[0][0] for _ in range(draws)]
    return tops.count(wanted) / draws


def test_the_best_three_hours_are_nine_to_twelve(story: Story) -> None:
    moments = finished(story)
    hours = {moment.replace(minute=0) for moment in moments}
    assert len(hours) >= 900
    assert len({moment.isocalendar()[:2] for moment in moments}) >= 140
    assert share(moments, lambda m: 9 <= m.hour < 12) > 0.6
    parts = []
    for part in slices(sorted(hours)):
        by_hour = Counter(hour.hour for hour in part)
        parts.append(Counter({start: sum(by_hour[start + n] for n in range(3)) for start in range(6, 20)}))
    assert _on_top(parts, 9) >= 0.95
    assert sum(part[9] > part[14] for part in parts) >= SLICES - 1


def test_afternoons_have_only_drifted_lately(story: Story) -> None:
    moments = finished(story)
    recent = [m for m in moments if m > story.now - timedelta(weeks=8)]
    before = [m for m in moments if m <= story.now - timedelta(weeks=8)]
    afternoon = [share(part, lambda m: m.hour >= 14) for part in (recent, before)]
    assert afternoon[0] > afternoon[1] + 0.03


def test_most_lost_deals_are_lost_at_the_proposal(story: Story) -> None:
    stays = [
        (log["created_at"], log["metadata"]["old_stage"], log["metadata"]["new_stage"] == "Lost")
        for log in sorted(story.rows["activity_logs"], key=lambda log: log["created_at"])
        if log["action"] == "deal_stage_changed"
    ]
    gaps = []
    for part in slices(stays):
        there = [lost for _at, stage, lost in part if stage == "Proposal"]
        elsewhere = [lost for _at, stage, lost in part if stage != "Proposal"]
        gaps.append(fmean(there) - fmean(elsewhere))
    assert share([stay for stay in stays if stay[1] == "Proposal"], lambda stay: stay[2]) > 0.35
    assert share([stay for stay in stays if stay[1] != "Proposal"], lambda stay: stay[2]) < 0.1
    assert min(gaps) > 0
    assert lasting(gaps) > SURE


def test_tasks_take_forty_per_cent_longer_than_estimated(story: Story) -> None:
    spent: dict[Row, int] = defaultdict(int)
    for entry in story.rows["time_entries"]:
        if entry["task_id"]:
            spent[entry["task_id"]] += entry["duration_minutes"]
    tasks = sorted(spent, key=lambda task: task["completed_at"])
    ratios = [spent[task] / task["estimate_minutes"] for task in tasks]
    assert len(ratios) >= 400
    assert median(ratios) == pytest.approx(1.4, abs=0.05)
    assert all(median(part) > 1.2 for part in slices(ratios))


def test_one_client_brings_a_third_of_the_money_and_not_half(story: Story) -> None:
    for days in (365, 730, 1096):
        value: Counter[str] = Counter()
        for deal in won(story):
            if deal["closed_at"] > story.now - timedelta(days=days):
                client = deal["business_id"] or deal["contact_id"]
                value[client["name"]] += deal["value_cents"]
        assert 0.3 < value["Nordwind Outdoor"] / value.total() < 0.4
        assert value.most_common(1)[0][0] == "Nordwind Outdoor"


def test_one_open_deal_waits_far_longer_than_any_other_did(story: Story) -> None:
    waits = [
        log["metadata"]["days_in_stage"]
        for log in story.rows["activity_logs"]
        if log["action"] == "deal_stage_changed" and log["metadata"]["old_stage"] == "Proposal"
    ]
    longest = max(
        (story.now - d["stage_entered_at"]).days
        for d in story.rows["deals"]
        if d["stage_id"] == "Proposal" and not d["closed_at"]
    )
    assert len(waits) > 100
    assert longest > 1.4 * max(waits)


def test_what_only_looks_like_a_pattern_stays_below_any_bar(story: Story) -> None:
    deals = closed(story)
    fair = [deal for deal in deals if deal["source"] == "event"]
    assert (len(fair), sum(deal["won"] for deal in fair)) == (6, 5)
    weekdays = Counter(deal["closed_at"].weekday() for deal in won(story))
    assert chi_square(weekdays[day] for day in range(5)) < 13.3, "this morning's win may fall on a Sunday"
    shift = max(abs(two_rates_z(*_cut(deals, n))) for n in range(20, len(deals) - 20, 5))
    assert shift < 2.5
    values = [[d["value_cents"] for d in won(story) if referred(d) is yes] for yes in (True, False)]
    assert abs(rank_sum_z(values[0], values[1])) < 2
    assert abs(two_rates_z(*_quick_and_slow(story))) < 2


def _cut(deals: Sequence[Row], place: int) -> tuple[list[bool], list[bool]]:
    return [d["won"] for d in deals[:place]], [d["won"] for d in deals[place:]]


def _quick_and_slow(story: Story) -> tuple[list[bool], list[bool]]:
    """Whether they became clients: those answered within a day, and those who waited longer."""
    first: dict[Row, datetime] = {}
    for said in story.rows["interactions"]:
        if said["direction"] == "outbound":
            first[said["contact_id"]] = min(first.get(said["contact_id"], said["at"]), said["at"])
    asked = [c for c in first if c["source"] not in ("cold_outreach", "partner") and c["status"] != "lead"]
    answers: tuple[list[bool], list[bool]] = [], []
    for contact in asked:
        slow = first[contact] - contact["created_at"] > timedelta(days=1)
        answers[slow].append(contact["status"] in ("client", "past_client"))
    return answers


def test_the_busy_november_came_once(story: Story) -> None:
    years = Counter(deal["closed_at"].year for deal in closed(story) if deal["closed_at"].month == 11)
    [(busiest, most), *others] = years.most_common()
    assert busiest == story.days.first.year + 1
    assert all(count < most for _year, count in others)


def test_every_planted_truth_names_its_question() -> None:
    assert {plant.question for plant in PLANTED if plant.claim} == {
        "conversion-by-source", "cycle-by-source", "best-work-time", "stage-drop-off", "estimate-vs-actual",
        "cycle-outlier",
    }  # fmt: skip
    assert all(plant.wording.endswith(".") for plant in PLANTED)
    assert all(plant.group not in plant.also for plant in PLANTED)
    assert len({(plant.question, plant.group) for plant in PLANTED}) == len(PLANTED)
