"""Why and where deals were lost."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.chat.intents import spans
from app.chat.intents.reply import LINES, Ask, Offline, Reply, worth
from app.crm import names
from app.models.types import stored

LATEST = 300
"""Lost deals of which it is looked up where they were lost from: the latest."""


def why(ask: Ask) -> Offline:
    """The reasons with their counts, as the owner wrote them, and the stage most were lost from."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    begin, end = span.moments(ask.now)
    given = {"begin": stored(begin), "end": stored(end), "latest": LATEST}
    rows = ask.session.execute(_LOST, given).all()
    reply = Reply("closed").say(
        "lost", n=len(rows), span=span.told, total=ask.added((row.value_cents, row.currency) for row in rows)
    )
    if not rows:
        return reply.done("reports")
    if "which" in ask.found.words and not ask.found.words & {"stage", "reason"}:
        _each(reply, rows)
        return reply.done("reports")
    _reasons(reply, rows)
    stages = ask.session.execute(_STAGES, given).all()
    if stages and sum(row.n for row in stages) > 1:
        reply.say("stage_of_loss", stage=stages[0].stage, n=stages[0].n, known=sum(row.n for row in stages))
    for row in rows[:LINES]:
        reply.use("deal", row.id, row.title)
    return reply.done("reports")


def _each(reply: Reply, rows: Sequence[Any]) -> None:
    """The deals themselves, the latest first."""
    for row in rows[:LINES]:
        name = "lost_row" if row.lost_reason else "lost_row_unsaid"
        reply.item(name, ("deal", row.id, row.title), value=worth(row.value_cents, row.currency),
                   reason=row.lost_reason or "")  # fmt: skip
    if len(rows) > LINES:
        reply.say("more", n=len(rows) - LINES)


def _reasons(reply: Reply, rows: Sequence[Any]) -> None:
    """However a reason is capitalised, it is one; the spelling used last is shown."""
    given = [(names.fold(row.lost_reason), row.lost_reason) for row in rows]
    spelt = {folded: reason for folded, reason in reversed(given) if folded}
    counted = Counter(folded for folded, _reason in given if folded)
    if counted:
        reply.say("reasons")
    for folded, n in counted.most_common(LINES):
        reply.item("reason", reason=spelt[folded], n=n)
    further = sum(n for _folded, n in counted.most_common()[LINES:])
    for name, n in (("other_reasons", further), ("unsaid", len(rows) - counted.total())):
        if n:
            reply.say(name, n=n)


_LOST = text(
    """
    SELECT id, title, value_cents, currency, lost_reason FROM deals
    WHERE closed_at >= :begin AND closed_at < :end AND won = 0 ORDER BY closed_at DESC, id DESC
    """
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
