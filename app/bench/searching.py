"""Search as somebody types, key by key."""

from collections.abc import Iterator

from app.bench import seed
from app.bench.line import Line, repeated, timed
from app.bench.stand import Stand
from app.crm import duplicates, search, search_index
from app.models import Contact

TYPED = (
    "anna schmidt", "müller", "website", "acme design berlin", "gmail", "ulle", "outlook.com", "call anna",
    "wants a quote", "follow up with", "proposal garcia", "łukasz", "invoice", "com", "x",
)  # fmt: skip


def keys(stand: Stand) -> list[str]:
    """What stands in the box after every key: words, and the names, e-mails and phones of some contacts."""
    some = range(1, stand.count(Contact), max(1, stand.count(Contact) // 8))
    texts = [*TYPED]
    for contact_id in some:
        texts += [" ".join(seed.person(contact_id)), seed.email(contact_id), seed.phone(contact_id)[1]]
    return [text[:end] for text in texts for end in range(1, len(text) + 1)]


def lines(stand: Stand) -> Iterator[Line]:
    typed = keys(stand)
    with stand.app.db.read() as session:
        search.find(session, "warm")
        ours = timed([lambda text=text: search.find(session, text) for text in typed])  # type: ignore[misc]
        filters = repeated(lambda: search.matching_ids(session, "contact", "schmidt"))
    match = "SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT 50"
    words = [search.read(text).words or '"x"' for text in typed]
    plain = timed([lambda word=word: stand.raw.execute(match, (word,)).fetchall() for word in words])  # type: ignore[misc]
    yield Line("search, a key typed, p50", ours.p50, "ms", 10, plain.p50, "one FTS5 query")
    yield Line("search, a key typed, p95", ours.p95, "ms", 10, plain.p95, "one FTS5 query")
    yield Line("search, filter of a table", filters.p95, "ms", 100)


def checks(stand: Stand) -> Iterator[Line]:
    """What reads every row: the doctor and the search for duplicates."""
    with stand.app.db.read() as session:
        duplicate = repeated(lambda: duplicates.find(session), 1)
        index = repeated(lambda: search_index.check(session), 1)
    yield Line("duplicates among all contacts", duplicate.p50 / 1000, "s", 10)
    yield Line("search index against the tables", index.p50 / 1000, "s", 10)
