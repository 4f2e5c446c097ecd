"""search, duplicates, merge."""

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
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


HANDLERS: Handlers = {"search": search}
