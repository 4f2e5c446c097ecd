"""Why and where deals were lost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from app.chat.intents import spans
from app.chat.intents.reply import LINES, Ask, Offline, Reply, worth
from app.coach.values import Total
from app.crm import names
from app.models.types import stored

LATEST = 300
"""Lost deals of which it is looked up where they were lost from: the latest."""


def why(ask: Ask) -> Offline:
    """The reasons with their counts, as the owner wrote them, and the stage most were lost from."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    begin, end = span.moments(ask.now)
    given = {"begin": stored(begin), "end": stored(end), "latest": LATEST, "room": LINES}
    sums = ask.session.execute(_SUMS, given).all()
    n = sum(row.n for row in sums)
    own = sum(row.cents or 0 for row in sums if row.currency == ask.currency)
    total = Total(own, ask.currency, tuple((row.currency, row.n) for row in sums if row.currency != ask.currency))
    reply = Reply("closed").say("lost", n=n, span=span.told, total=total)
    if n:
        _tell(ask, reply, given, n)
    return reply.done("reports")


def _tell(ask: Ask, reply: Reply, given: Mapping[str, Any], n: int) -> None:
    rows = ask.session.execute(_LATELY, given).all()
    if "which" in ask.found.words and not ask.found.words & {"stage", "reason"}:
        _each(reply, rows, n)
        return
    _reasons(reply, ask.session.execute(_REASONS, given).all(), n)
    stages = ask.session.execute(_STAGES, given).all()
    known = sum(row.n for row in stages)
    if known > 1:
        reply.say(
            "stage_of_loss" if n == known else "stage_of_latest", stage=stages[0].stage, n=stages[0].n, known=known
        )
    for row in rows:
        reply.use("deal", row.id, row.title)


def _each(reply: Reply, rows: Sequence[Any], n: int) -> None:
    """The deals themselves, the latest first."""
    for row in rows:
        name = "lost_row" if row.lost_reason else "lost_row_unsaid"
        reply.item(name, ("deal", row.id, row.title), value=worth(row.value_cents, row.currency),
                   reason=row.lost_reason or "")  # fmt: skip
    if n > len(rows):
        reply.say("more", n=n - len(rows))


def _reasons(reply: Reply, rows: Sequence[Any], n: int) -> None:
    """However a reason is capitalised, it is one; the spelling used most is shown."""
    counted: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for row in rows:
        folded = names.fold(row.lost_reason)
        counted[folded] += row.n
        spelt.setdefault(folded, row.lost_reason)
    if counted:
        reply.say("reasons")
    for folded, times in counted.most_common(LINES):
        reply.item("reason", reason=spelt[folded], n=times)
    further = sum(times for _folded, times in counted.most_common()[LINES:])
    for name, times in (("other_reasons", further), ("unsaid", n - counted.total())):
        if times:
            reply.say(name, n=times)


_WITHIN = "FROM deals WHERE closed_at >= :begin AND closed_at < :end AND won = 0"
_SUMS = text(f"SELECT currency, count(*) AS n, sum(value_cents) AS cents {_WITHIN} GROUP BY currency ORDER BY currency")
_LATELY = text(
    f"SELECT id, title, value_cents, currency, lost_reason {_WITHIN} ORDER BY closed_at DESC, id DESC LIMIT :room"
)
_REASONS = text(
    f"""SELECT lost_reason, count(*) AS n {_WITHIN} AND trim(coalesce(lost_reason, '')) <> ''
    GROUP BY lost_reason ORDER BY n DESC, max(closed_at) DESC"""
)
_STAGES = text(
    """
    WITH lost AS (
        SELECT id FROM deals WHERE closed_at >= :begin AND closed_at < :end AND won = 0
        ORDER BY closed_at DESC LIMIT :latest
    ), "left" AS (
        SELECT (
            SELECT l.metadata ->> 'old_stage' FROM activity_logs l
            WHERE l.entity_type = 'deal' AND l.entity_id = lost.id AND l.action = 'deal_stage_changed'
            ORDER BY l.created_at DESC, l.id DESC LIMIT 1
        ) AS stage FROM lost
    )
    SELECT stage, count(*) AS n FROM "left" WHERE stage IS NOT NULL GROUP BY stage ORDER BY n DESC, stage
    """
)
