"""goals generate, goals list, goals agenda."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.command import Answer, Call, Handlers
from app.compose import App
from app.core.errors import CrmError, not_found
from app.crm import businesses, preferences
from app.goals import agenda, fields, generation
from app.goals.shapes import Agenda
from app.models import Base, Business, ChecklistItem, Goal

Row = dict[str, Any]
OPEN = ("active", "blocked")
AT_ONCE = 500
OFF = "The coach is turned off; `rainmaker settings coach_enabled on` turns it on."


def generate(call: Call) -> Answer:
    """{looked_over, goals: [{..., items: [...]}], gaps: [...]}: as `goals list` shows them afterwards."""
    with call.open() as app:
        _refuse_while_off(app)
        with app.db.write(actor="coach") as session:
            businesses.own(session, app.clock())
            named = _named(session, call.args.business)
            ids = list(session.scalars(select(Business.id).order_by(Business.id))) if named is None else [named]
        count = generation.generate_all(app.db, ids, pause=0)
        with app.db.read() as session:
            found = _listed(session, named, OPEN)
    return Answer({"looked_over": count, **found}, lambda: _told(found))


def find(call: Call) -> Answer:
    """{goals: [{..., items: [...]}], gaps: [{business_id, field, title, ask, weight}]}: columns under their names."""
    with call.open() as app, app.db.read() as session:
        wanted = () if call.args.all else OPEN
        found = _listed(session, _named(session, call.args.business), wanted)
    return Answer(found, lambda: _told(found))


def due(call: Call) -> Answer:
    """{business_id, name, goals, due, gaps}: due is what would be woven in now."""
    with call.open() as app, app.db.read() as session:
        wanted = _named(session, call.args.business) or businesses.find_own(session)
        if wanted is None:
            raise not_found("business", "of your own yet; `goals generate` makes one")
        found = agenda.agenda(session, wanted, app.clock())
    data = {
        "business_id": found.business_id, "name": found.name, "goals": [asdict(goal) for goal in found.goals],
        "due": [asdict(item) for item in found.due], "gaps": [asdict(gap) for gap in found.gaps],
    }  # fmt: skip
    return Answer(data, lambda: _agenda(found))


def _refuse_while_off(app: App) -> None:
    with app.db.read() as session:
        if not preferences.get(session, "coach_enabled"):
            raise CrmError(OFF, kind="conflict", where="coach_enabled")


def _named(session: Session, text: str | None) -> int | None:
    """Errors: CrmError where there is no such business."""
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - 64 bit
    if number is not None and session.get(Business, number) is not None:
        return number
    found = businesses.find_by_name(session, text)
    if found is None:
        raise not_found("business", number if number is not None else f"called {text[:60]}")
    return found.id


def _listed(session: Session, business_id: int | None, statuses: Sequence[str]) -> Row:
    query = select(Goal).order_by(Goal.business_id, Goal.status, Goal.priority_score.desc(), Goal.id)
    query = query.where(Goal.business_id == business_id) if business_id is not None else query
    goals = list(session.scalars(query.where(Goal.status.in_(statuses)) if statuses else query))
    items = _items(session, [goal.id for goal in goals])
    names: dict[int, str] = {row.id: row.name for row in session.execute(select(Business.id, Business.name))}
    rows = [
        {**_row(goal), "business": names[goal.business_id], "items": [_row(item) for item in items.get(goal.id, [])]}
        for goal in goals
    ]
    return {"goals": rows, "gaps": list(_gaps(rows))}


def _items(session: Session, ids: Sequence[int]) -> dict[int, list[ChecklistItem]]:
    found: dict[int, list[ChecklistItem]] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = select(ChecklistItem).where(ChecklistItem.goal_id.in_(ids[start : start + AT_ONCE]))
        for item in session.scalars(query.order_by(ChecklistItem.id)):
            found.setdefault(item.goal_id, []).append(item)
    return found


def _row(record: Base) -> Row:
    return {column.key: getattr(record, column.key) for column in record.__mapper__.column_attrs}


def _gaps(goals: Iterable[Row]) -> Iterator[Row]:
    """What is not known of each business, the most needed first; not what the owner would rather not say."""
    weights: dict[tuple[int, str], int] = {}
    names: dict[int, str] = {}
    refused: set[tuple[int, str]] = set()
    for goal in goals:
        names[goal["business_id"]] = goal["business"]
        refused |= {(goal["business_id"], item["field"]) for item in goal["items"] if item["params"].get("refused")}
        for field in goal["data_gaps"] if goal["status"] == "active" else ():
            key = (goal["business_id"], field)
            weights[key] = weights.get(key, 0) + goal["priority_score"]
    for (business_id, field), weight in sorted(weights.items(), key=lambda pair: (pair[0][0], -pair[1])):
        if (business_id, field) not in refused and field in fields.FIELDS:
            asked = fields.ask(field, names[business_id])
            yield {
                "business_id": business_id, "field": field, "title": fields.title(field), "ask": asked,
                "weight": weight,
            }  # fmt: skip


def _told(found: Row) -> Iterator[str]:
    if not found["goals"]:
        yield "There are no goals yet; `rainmaker goals generate` makes them."
    shown = None
    for goal in found["goals"]:
        if goal["business_id"] != shown:
            shown = goal["business_id"]
            yield f"{goal['business']} (business {shown})"
        yield f"  {goal['id']}  {goal['goal_description']}"
        yield f"      priority {goal['priority_score']}, {goal['current_progress']} % done, {goal['status']}"
        for item in goal["items"]:
            yield f"      {item['id']}  [{item['status']}] {item['ask'] or item['checklist_item']}"


def _agenda(found: Agenda) -> Iterator[str]:
    yield found.name
    for goal in found.goals:
        yield f"  {goal.description} ({goal.priority} of 10, {goal.progress} % done)"
    yield from (["To bring up now:"] if found.due else ["Nothing to bring up now."])
    for item in found.due:
        yield f"  {item.id}  {item.ask} ({item.trigger.replace('_', ' ')})"
    if found.gaps:
        yield "Not known yet: " + ", ".join(gap.title for gap in found.gaps)


HANDLERS: Handlers = {"goals generate": generate, "goals list": find, "goals agenda": due}
