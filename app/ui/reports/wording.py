"""What the reports on deals say, in words, bars and tables."""

from app.crm.figures import ENOUGH, Sum
from app.crm.reports.behind import ClosedDeals
from app.crm.reports.deals import Cycle, Source, Sources, Won
from app.ui import words
from app.ui.phrases import source_words
from app.ui.reports import numbers
from app.ui.reports.shown import Opened, Shown
from app.ui.theme import tokens
from app.ui.widgets.chart_marks import Drawing, Guide, Mark
from app.ui.widgets.id_table import Column

MOST_SOURCES = 8
NOT_YET = "not enough yet"


def show_won(report: Won, pipeline_id: int | None) -> Shown:
    total, currency, unit = report.total, report.currency, numbers.bar_unit(report.bars[0][0])
    rows, marks = [], []
    for place, (bar, found) in enumerate(report.bars):
        title = f"Won in {numbers.bar_name(bar)}"
        key = Opened(title, ClosedDeals(bar.first, bar.stop, pipeline_id, won_only=True))
        said = f"{numbers.bar_name(bar)}: {words.money(found.cents, currency)}, {_deals(found)}"
        short = f"{numbers.bar_label(bar, first=False, between=' ').split()[0]}\n{words.number(found.count)}"
        label = f"{numbers.bar_label(bar, first=not place, between=' ')}\n{words.many(found.count, 'deal')}"
        text = words.about(found.cents, currency) if found.cents else ""
        brief = numbers.brief(found.cents, currency) if found.cents else ""
        marks.append(Mark(label, text, said, found.cents, faint=bar.running, key=key, short=short, brief=brief))
        rows.append({"when": (bar.first, numbers.bar_name(bar)), "n": found.count, "sum": found.cents, "key": key})
    columns = (
        Column("when", unit.capitalize(), tokens.WHAT_WIDE, _second),
        Column("n", "Deals won", tokens.WORD_WIDE, words.number, right=True),
        Column("sum", "Sum", tokens.WORD_WIDE, lambda cents: words.money(cents, currency), right=True),
    )
    caption = [f"n = {words.many(total.count, 'deal')} won, {numbers.stretch(report.period)}"]
    caption += [others_words(total.others)] if total.others else []
    caption += [f"{numbers.bar_name(bar)} still runs" for bar, found in report.bars if bar.running and total.count]
    return Shown(
        words.about(total.cents, currency), f"won with {words.many(total.count - _foreign(total), 'deal')}",
        _joined(caption),
        Drawing(tuple(marks), scale=lambda value: words.about(round(value), currency)), columns, rows, report,
        "" if total.count else "No deal was won in this time.",
        ClosedDeals(report.period.first, report.period.stop, pipeline_id, won_only=True), f"Won by {unit}",
    )  # fmt: skip


def show_sources(report: Sources, pipeline_id: int | None) -> Shown:
    n, won = (sum(getattr(source, key) for source in report.sources) for key in ("n", "won"))
    marks = tuple(_source_mark(source, report, pipeline_id) for source in report.sources)
    rows = [
        {
            "source": mark.label, "won": (source.n, f"{words.number(source.won)} of {words.number(source.n)}"),
            "rate": source.won / source.n if source.enough else None,
            "interval": source.interval if source.enough else None, "key": mark.key,
        }
        for source, mark in zip(report.sources, marks, strict=True)
    ]  # fmt: skip
    columns = (
        Column("source", "Source", tokens.WORD_WIDE),
        Column("won", "Won", tokens.WHEN, _second, right=True),
        Column("rate", "Win rate", tokens.WHEN, _rate, right=True),
        Column("interval", f"{numbers.share(0.95)} interval", tokens.WORD_WIDE, _interval, right=True),
    )
    caption = [f"n = {words.many(n, 'closed deal')}, {numbers.stretch(report.period)}"]
    caption += ["line: where the true rate lies, 19 times in 20"] if any(s.enough for s in report.sources) else []
    caption += [f"{len(marks) - MOST_SOURCES} smaller sources are in the table"] if len(marks) > MOST_SOURCES else []
    return Shown(
        numbers.share(won / n) if n >= ENOUGH else words.many(n, "deal"),
        f"of {words.many(n, 'closed deal')} won" if n >= ENOUGH else f"closed; {NOT_YET}: a win rate needs {ENOUGH}",
        _joined(caption), Drawing(marks[:MOST_SOURCES], lying=True, top=1.0, scale=numbers.share), columns, rows,
        report, "" if n else "No deal closed in this time.",
        ClosedDeals(report.period.first, report.period.stop, pipeline_id),
    )  # fmt: skip


def show_cycle(report: Cycle, pipeline_id: int | None) -> Shown:
    period, (low, middle, high) = report.period, report.quartiles
    marks, rows = [], []
    for first, last, n in report.bars:
        name = f"{first} to {last} days" if last is not None else f"{first} days or more"
        asked = ClosedDeals(period.first, period.stop, pipeline_id, won_only=True, lasted=(first, last))
        key = Opened(f"Won in {name}", asked)
        text = words.number(n) if n else ""
        marks.append(Mark("", text, f"{name}: {words.many(n, 'deal')}", n, key=key))
        rows.append({"took": (first, name), "n": n, "key": key})
    columns = (
        Column("took", "From first entry to won", tokens.WHAT_WIDE, _second),
        Column("n", "Deals won", tokens.WORD_WIDE, words.number, right=True),
    )
    enough = report.n >= ENOUGH
    caption = [f"n = {words.many(report.n, 'deal')} won, {numbers.stretch(period)}"]
    if report.left_out:
        caption.append(f"{words.many(report.left_out, 'deal')} won before it was added left out")
    return Shown(
        f"{numbers.days(middle)} days" if enough else words.many(report.n, "deal"),
        f"in the middle; half took {numbers.days(low)} to {numbers.days(high)}" if enough else
        f"won; {NOT_YET}: a typical length needs {ENOUGH}",
        _joined(caption),
        Drawing(
            tuple(marks), edges=_edges(report), unit="deals, by days from first entry to won", scale=_whole,
            guide=_guide(report) if enough else None,
        ),
        columns, rows, report, "" if report.n else "No deal was won in this time.",
        ClosedDeals(period.first, period.stop, pipeline_id, won_only=True),
    )  # fmt: skip


def others_words(others: tuple[tuple[str, int], ...]) -> str:
    """ "+ 2 deals in USD, 1 in CHF"."""
    parts = [f"{words.many(n, 'deal') if not place else words.number(n)} in {code}"
             for place, (code, n) in enumerate(others)]  # fmt: skip
    return "+ " + ", ".join(parts)


def _source_mark(source: Source, report: Sources, pipeline_id: int | None) -> Mark:
    name = source_words(source.source) or "No source"
    period = report.period
    key = Opened(f"Closed, from: {name}", ClosedDeals(period.first, period.stop, pipeline_id, source=source.source))
    counted = f"{words.number(source.won)} of {words.number(source.n)} won"
    if not source.enough:
        said = f"{name}: {NOT_YET}, {counted}; a rate needs {ENOUGH}"
        return Mark(name, f"{NOT_YET}, n = {source.n}", said, dot=True, known=False, key=key)
    low, high = source.interval
    rate = numbers.share(source.won / source.n)
    said = f"{name}: {rate}, {counted}, {numbers.share(0.95)} interval {numbers.share(low)} to {numbers.share(high)}"
    text = f"{rate}, n = {words.number(source.n)}"
    return Mark(name, text, said, source.won / source.n, low=low, high=high, dot=True, key=key)


def _edges(report: Cycle) -> tuple[str, ...]:
    starts = [words.number(first) for first, _last, _n in report.bars]
    last = report.bars[-1][1] if report.bars else 0
    if last is None:
        return (*starts[:-1], f"{starts[-1]}+")
    return (*starts, words.number(last + 1))


def _guide(report: Cycle) -> Guide:
    """The median and the middle half, in places of bars; a value beyond the bars stands at their end."""
    width = report.bars[0][1] + 1 if report.bars[0][1] is not None else 1
    low, middle, high = (min(value / width, len(report.bars)) - 0.5 for value in report.quartiles)
    return Guide(middle, f"half by day {numbers.days(report.quartiles[1])}", low, high)


def _deals(found: Sum) -> str:
    parts = [words.many(found.count - _foreign(found), "deal")]
    return " ".join([*parts, others_words(found.others)] if found.others else parts)


def _foreign(found: Sum) -> int:
    return sum(n for _currency, n in found.others)


def _joined(parts: list[str]) -> str:
    return "  ·  ".join(parts)


def _second(pair: tuple[object, str]) -> str:
    return pair[1]


def _whole(value: float) -> str:
    """A tick of a scale of deals: between two of them there is nothing."""
    return words.number(round(value)) if value == round(value) else ""


def _rate(value: float | None) -> str:
    return "too few" if value is None else numbers.share(value)


def _interval(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{numbers.share(ends[0])} to {numbers.share(ends[1])}"
