"""search, duplicates, merge."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.acting import act
from app.cli.command import Answer, Call, Handlers
from app.cli.records import AT_ONCE
from app.cli.text import table
from app.crm import duplicates as likeness
from app.crm import merge as merging
from app.crm import records
from app.crm import search as full_text


def search(call: Call) -> Answer:
    """{results: [{kind, id, title, snippet}]}, the best first."""
    with call.open() as app, app.db.read() as session:
        hits = full_text.find(session, " ".join(call.args.q), limit=call.args.limit)
    results = [{"kind": hit.kind, "id": hit.id, "title": hit.title, "snippet": hit.snippet} for hit in hits]
    nothing = ["Nothing was found."]
    return Answer(
        {"results": results}, lambda: table(results, ("kind", "id", "title", "snippet")) if results else nothing
    )


def duplicates(call: Call) -> Answer:
    """{pairs: [{keep_id, drop_id, keep, drop, score, reason}]}, the surest first."""
    kind = call.args.kind
    with call.open() as app, app.db.read() as session:
        found = likeness.find(session, kind)
        named = _names(session, kind, {number for pair in found for number in (pair.keep_id, pair.drop_id)})
    pairs = [{**asdict(pair), "keep": named[pair.keep_id], "drop": named[pair.drop_id]} for pair in found]
    columns = ("score", "keep_id", "keep", "drop_id", "drop", "reason")
    return Answer(
        {"kind": kind, "pairs": pairs}, lambda: table(pairs, columns) if pairs else ["No two look like the same."]
    )


def merge(call: Call) -> Answer:
    """The record that was kept."""
    args = call.args
    return act(call, lambda session, at: merging.merge(session, args.kind, args.keep, args.drop, at=at))


def _names(session: Session, kind: str, ids: set[int]) -> dict[int, str]:
    """What these records are called."""
    table = records.kind_of(kind).model.__table__
    names: dict[int, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        query = select(table.c.id, table.c.name).where(table.c.id.in_(wanted[start : start + AT_ONCE]))
        names.update({row.id: row.name for row in session.execute(query)})
    return names


HANDLERS: Handlers = {"search": search, "duplicates": duplicates, "merge": merge}
