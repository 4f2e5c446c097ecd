"""What the reports on hours and on the months ahead say, in words, bars and tables."""

from app.crm.figures import ENOUGH
from app.crm.reports.behind import Entries, OpenDeals
from app.crm.reports.forecast import MONTHS_AHEAD, Expected, Forecast
from app.crm.reports.hours import Hours, Spent
from app.ui import words
from app.ui.reports import numbers
from app.ui.reports.shown import Opened, Shown
from app.ui.reports.wording import others_words
from app.ui.theme import tokens
from app.ui.widgets.chart_marks import Drawing, Mark
from app.ui.widgets.id_table import Column

MOST_PROJECTS = 8
FEWEST_MONTHS = 3


def show_hours(report: Hours, *, by_project: bool) -> Shown:
    total = report.total
    marks = _by_project(report) if by_project else _by_time(report)
    parts = [spent for *_bar, spent in (report.projects if by_project else report.bars)]
    rows = [
        {
            "name": (place, mark.said.split(":")[0] if not by_project else mark.label), "billable": spent.billable,
            "other": spent.other, "entries": spent.entries, "key": mark.key,
        }
        for place, (mark, spent) in enumerate(zip(marks, parts, strict=True))
    ]  # fmt: skip
    columns = (
        Column(
            "name",
            "Project" if by_project else numbers.bar_unit(report.bars[0][0]).capitalize(),
            tokens.WHAT_WIDE,
            lambda pair: str(pair[1]),
        ),
        Column("billable", "Billable", tokens.WHEN, numbers.hours, right=True),
        Column("other", "Not billable", tokens.WORD_WIDE, numbers.hours, right=True),
        Column("entries", "Entries", tokens.WHEN, words.number, right=True),
    )
    caption = [f"n = {words.many(total.entries, 'time entry', 'time entries')}, {numbers.stretch(report.period)}"]
    if by_project and len(marks) > MOST_PROJECTS:
        caption.append(f"{words.number(len(marks) - MOST_PROJECTS)} smaller projects are in the table")
    elif not by_project and any(bar.running for bar, _spent in report.bars):
        caption.append("the last bar still runs")
    shown = marks[:MOST_PROJECTS] if by_project else marks
    return Shown(
        numbers.hours(total.all), _billable(total), "  ·  ".join(caption),
        Drawing(shown, lying=by_project, scale=_hours), columns, rows, report,
        "" if total.entries else "No hours were logged in this time.",
        Entries(report.bars[0][0].first, report.bars[-1][0].stop),
    )  # fmt: skip


def show_forecast(report: Forecast, pipeline_id: int | None) -> Shown:
    currency, ahead = report.currency, report.ahead
    slots = _worth_showing(report)
    marks = tuple(_slot_mark(slot, report, pipeline_id) for slot in slots)
    rows = [
        {
            "when": (place, _slot_name(slot)), "n": slot.n, "sum": slot.cents, "low": slot.low, "high": slot.high,
            "key": mark.key,
        }
        for place, (slot, mark) in enumerate(zip(slots, marks, strict=True))
    ]  # fmt: skip

    def money(cents: int) -> str:
        return words.about(numbers.rough(cents), currency)

    columns = (
        Column("when", "Expected in", tokens.WORD_WIDE, lambda pair: str(pair[1])),
        Column("n", "Deals", tokens.NUMBER, words.number, right=True),
        Column("sum", "Expected", tokens.WORD_WIDE, money, right=True),
        Column("low", f"{numbers.share(0.8)} from", tokens.WHEN, money, right=True),
        Column("high", "to", tokens.WHEN, money, right=True),
    )
    chance = f"{numbers.share(0.8)} chance of {money(ahead.low)} to {money(ahead.high)}"
    figure, beside = money(ahead.cents), f"by {numbers.month_before(report.until)}; {chance}"
    if not ahead.n:
        figure, beside = (money(0), "no open deal has a day within 6 months") if report.counted else ("Not yet", "")
    return Shown(
        figure, beside, _forecast_caption(report),
        Drawing(marks, scale=lambda cents: words.about(round(cents), currency)), columns, rows, report,
        _instead(report), OpenDeals(ahead.first, report.until, report.stage_ids, pipeline_id) if ahead.n else None,
    )  # fmt: skip


def _by_time(report: Hours) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            numbers.bar_label(bar, first=not place), numbers.hours(spent.all)[:-2] if spent.all else "",
            f"{numbers.bar_name(bar)}: {_spent(spent)}", spent.billable / 60, spent.other / 60, faint=bar.running,
            key=Opened(f"Hours in {numbers.bar_name(bar)}", Entries(bar.first, bar.stop)),
        )
        for place, (bar, spent) in enumerate(report.bars)
    )  # fmt: skip


def _by_project(report: Hours) -> tuple[Mark, ...]:
    first, stop = report.bars[0][0].first, report.bars[-1][0].stop
    return tuple(
        Mark(
            name or "No project", numbers.hours(spent.all), f"{name or 'No project'}: {_spent(spent)}",
            spent.billable / 60, spent.other / 60,
            key=Opened(f"Hours on {name or 'no project'}", Entries(first, stop, project_id)),
        )
        for project_id, name, spent in report.projects
    )  # fmt: skip


def _hours(value: float) -> str:
    return numbers.hours(60 * value)


def _spent(spent: Spent) -> str:
    return f"{numbers.hours(spent.billable)} billable, {numbers.hours(spent.other)} not"


def _billable(total: Spent) -> str:
    """The filled and the hollow square name the two parts of the bars."""
    return f"■ {numbers.hours(total.billable)} billable   □ {numbers.hours(total.other)} not"


def _worth_showing(report: Forecast) -> tuple[Expected, ...]:
    """The months up to the last one with a deal, three at least; later and undated only where there are any."""
    months = report.slots[:MONTHS_AHEAD]
    last = max((place for place, slot in enumerate(months) if slot.n), default=0)
    rest = tuple(slot for slot in report.slots[MONTHS_AHEAD:] if slot.n)
    return months[: max(last + 1, FEWEST_MONTHS)] + rest


def _slot_mark(slot: Expected, report: Forecast, pipeline_id: int | None) -> Mark:
    currency, name = report.currency, _slot_name(slot)
    key = Opened(f"Open, expected: {name}", OpenDeals(slot.first, slot.stop, report.stage_ids, pipeline_id))
    label = numbers.short_month(slot.first) if slot.first and slot.stop else "Later" if slot.first else "No day yet"
    worth, low, high = (words.about(numbers.rough(cents), currency) for cents in (slot.cents, slot.low, slot.high))
    said = f"{name}: {worth} expected from {words.many(slot.n, 'open deal')}"
    if not slot.n:
        return Mark(f"{label}\nno deals", "", f"{name}: no open deal", key=key)
    return Mark(
        f"{label}\n{words.many(slot.n, 'deal')}", worth,
        f"{said}; {numbers.share(0.8)} chance of {low} to {high}", slot.cents, low=slot.low, high=slot.high,
        faint=slot.stop is None, key=key, brief=numbers.brief(slot.cents, currency),
    )  # fmt: skip


def _slot_name(slot: Expected) -> str:
    if slot.first is None:
        return "no day ahead"
    return numbers.month(slot.first) if slot.stop else f"after {numbers.month(slot.first)}"


def _forecast_caption(report: Forecast) -> str:
    parts = [f"n = {report.counted} of {words.many(report.open, 'open deal')}"]
    if report.counted:
        parts.append(f"lines: {numbers.share(0.8)} of thousands of simulated futures, by your win rate from each stage")
    if report.others:
        parts.append(others_words(report.others))
    if report.unvalued:
        parts.append(f"{words.many(report.unvalued, 'deal')} without a value")
    left_out = sum(n for _stage, n, _closed in report.too_few)
    if left_out and report.counted:
        stages = ", ".join(f"{stage} ({closed})" for stage, _n, closed in report.too_few)
        parts.append(f"{words.many(left_out, 'deal')} left out: fewer than {ENOUGH} closed deals stood in {stages}")
    return "  ·  ".join(parts)


def _instead(report: Forecast) -> str:
    if report.counted:
        return ""
    if not report.open:
        return "No open deals: nothing to expect yet."
    if report.too_few:
        stages = ", ".join(f"{closed} in {stage}" for stage, _n, closed in report.too_few)
        return f"A stage counts once {ENOUGH} deals that stood in it have closed. So far: {stages}."
    return "No open deal has a value in your currency."
