"""What the rules see of a business: its profile, what was learned about it, and the figures of the records.

Money is in whole units of the business's currency, shares in percent. What is not known is None, an empty list or left
out, so that `{"var": ...}` over it is null.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from app.core import money
from app.crm import editing, preferences, profile_facts
from app.crm.standing.account import account, pair
from app.crm.standing.whole import whole
from app.goals import fields, lists
from app.models import Business, ProfileFact

ENOUGH_CLOSED, ENOUGH_CLIENTS = 5, 5
"""From so many on a share is one."""
FALLEN, SMALL_TEAM, LARGE = 3, 10, 1_000_000
"""Points of margin lost, people of a small team, revenue from which on one person cannot do it alone."""
CHURN = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """seen: what conditions are asked over. words: what fills {names} in texts. pair: people to introduce."""

    business_id: int
    kind: str
    name: str
    known: frozenset[str]
    seen: dict[str, Any]
    words: dict[str, str]
    pair: tuple[int, ...]


def facts(session: Session, business_id: int, now: datetime) -> Facts:
    """Errors: CrmError for an unknown business."""
    business = editing.find(session, Business, business_id)
    learned = profile_facts.current(session, business_id)
    currency = business.currency or preferences.get(session, "currency")
    own = business.kind == "own"
    crm = _whole(session, now) if own else asdict(account(session, business_id, now))
    two = pair(session, None if own else business_id) if business.kind in ("own", "partner") else []
    value = {name: _number(fact.value) for name, fact in learned.items()}
    value |= {"growth_potential": business.growth_potential} if business.growth_potential else {}
    known = known_fields(business, learned)
    seen = {
        "kind": business.kind, "known": sorted(known), "value": value, "crm": crm, "pair": bool(two),
        "focus": lists.slugs(business.focus_areas or []), "challenges": lists.slugs(business.current_challenges or []),
    }  # fmt: skip
    seen |= _growth(business, value, crm, currency)
    words = _words(business.name, seen, crm, currency) | {"pair_words": " and ".join(name for _id, name in two)}
    return Facts(
        business_id, business.kind, business.name, known, seen, words, tuple(contact_id for contact_id, _name in two)
    )


def known_fields(business: Business, learned: dict[str, ProfileFact]) -> frozenset[str]:
    """Fields with a value: in the column they name, or learned."""
    filled = {name for name, field in fields.FIELDS.items() if field.column and getattr(business, field.column)}
    return frozenset(filled | learned.keys())


def _whole(session: Session, now: datetime) -> dict[str, Any]:
    """The owner's business, with shares where there is enough to make one of."""
    found = whole(session, now)
    closed = found.won + found.lost
    quiet = _percent(found.quiet, found.clients) if found.clients >= ENOUGH_CLIENTS else None
    margin, before = _points(found.margin), _points(found.margin_before)
    return asdict(found) | {
        "closed": closed, "win_rate": _percent(found.won, closed) if closed >= ENOUGH_CLOSED else None,
        "revenue_change": _percent(found.revenue - found.before, found.before) if found.before > 0 else None,
        "margin": margin, "margin_before": before,
        "margin_falling": margin is not None and before is not None and margin <= before - FALLEN,
        "quiet_share": quiet, "churning": quiet is not None and quiet >= CHURN,
        "largest_share": _points(found.largest_share), "referral_share": _points(found.referrals),
    }  # fmt: skip


def _growth(business: Business, value: dict[str, Any], crm: dict[str, Any], currency: str) -> dict[str, Any]:
    """Where revenue stands beside its target, and whether few people carry much."""
    exact, bounds = value.get("annual_revenue"), fields.tier_bounds(business.revenue_tier)
    lowest = exact if exact is not None else (bounds[0] if bounds else None)
    target = _target(business, currency)
    won = float(money.to_major(crm["revenue"], currency)) if crm.get("revenue") else None
    best = max((amount for amount in (lowest, won) if amount is not None), default=None)
    under = target is not None and best is not None and best < target
    team = fields.people(business.team_size)
    stages = lists.slugs([business.current_stage or "", business.lifecycle_stage or ""])
    return {
        "revenue": lowest, "target": target, "under_target": under, "team": team[1] if team else None,
        "small_team": team[1] <= SMALL_TEAM if team else (lowest or 0) >= LARGE,
        "scaling": under or "growing" in stages, "stage": stages[0], "large": (lowest or 0) >= LARGE,
    }  # fmt: skip


def _target(business: Business, currency: str) -> float | None:
    """The revenue aimed for: the amount, else the lower end of the tier."""
    if business.target_revenue_cents:
        return float(money.to_major(business.target_revenue_cents, currency))
    tiers = lists.profile()["tiers"]
    named = business.target_tier if business.target_tier and lists.slug(business.target_tier) in tiers else None
    bounds = fields.tier_bounds(named)
    return bounds[0] if bounds else None


def _words(name: str, seen: dict[str, Any], crm: dict[str, Any], currency: str) -> dict[str, str]:
    target = seen["target"]
    numbers = (
        "win_rate",
        "margin",
        "margin_before",
        "quiet",
        "clients",
        "largest_share",
        "referral_share",
        "silent_days",
    )
    shown = {key: f"{crm[key]:g}" for key in numbers if crm.get(key) is not None}
    return shown | {
        "name": name, "largest": str(crm.get("largest") or ""),
        "target_words": f"{target:,.0f} {currency}" if target else "",
    }  # fmt: skip


def _number(text: str) -> float | str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return float(value) if value.is_finite() else text


def _percent(part: float, of: float) -> int | None:
    return round(100 * part / of) if of else None


def _points(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
