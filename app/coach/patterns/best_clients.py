"""Which clients bring more, or keep more of it: by source, by trade and by size.

One case is one client (a business, or a person without one) with everything won from them so far, in the owner's
currency, on the day of the first. Margin is the share of the value that is left after costs, where those are known.
"""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns.detector import TOP, Asked, Cases, Detector, Past
from app.coach.patterns.reading import Columns, columns, local, until
from app.coach.stats import Claim, Money, coded

# The columns that are not added up are those of the first deal: SQLite takes them from the row of the one `min`.
CLIENTS = """
    SELECT d.business_id, coalesce(d.contact_id, 0), min(unixepoch(d.closed_at)), sum(d.value_cents),
        sum(CASE WHEN d.cost_cents IS NOT NULL THEN d.value_cents - d.cost_cents END) * 1.0
            / nullif(sum(CASE WHEN d.cost_cents IS NOT NULL THEN d.value_cents END), 0),
        coalesce(nullif(d.source, ''), nullif(c.source, '')), nullif(b.industry_category, ''), nullif(b.team_size, '')
    FROM deals d LEFT JOIN contacts c ON c.id = d.contact_id LEFT JOIN businesses b ON b.id = d.business_id
    WHERE d.won AND d.closed_at <= :now AND d.currency = :currency AND d.value_cents > 0
        AND coalesce(d.business_id, d.contact_id) IS NOT NULL
    GROUP BY d.business_id, CASE WHEN d.business_id IS NULL THEN d.contact_id END
"""
KINDS = {
    "business": "f8", "contact": "i8", "at": "i8", "value": "f8", "margin": "f8", "source": "O", "trade": "O",
    "size": "O",
}  # fmt: skip
GROUPINGS = ("source", "trade", "size")


def ask(past: Past) -> Iterator[Asked]:
    found = columns(past.session, CLIENTS, until(past.now) | {"currency": past.currency}, KINDS)
    for grouping in GROUPINGS:
        for measure in ("value", "margin"):
            yield _asked(past, found, grouping, measure)


def _asked(past: Past, found: Columns, grouping: str, measure: str) -> Asked:
    at = local(found["at"], past.now)
    labels, group = coded(list(found[grouping]))
    what = f"{grouping}_{measure}"
    question = Money(DETECTOR.name(what), labels, group, found[measure], at)

    def behind(claim: Claim) -> Cases:
        own = np.flatnonzero(group == labels.index(claim.group))
        own = own[np.argsort(at[own], kind="stable")[::-1]]
        return Cases(tuple(_row(found, int(i)) for i in own[:TOP]), len(own))

    return Asked(what, question, behind, "clients", unit="share" if measure == "margin" else None)


def _row(found: Columns, i: int) -> tuple[str, int]:
    """The business, or the person without one."""
    business = found["business"][i]
    return ("business", int(business)) if np.isfinite(business) else ("contact", int(found["contact"][i]))


DETECTOR = Detector("best-clients", ask)
