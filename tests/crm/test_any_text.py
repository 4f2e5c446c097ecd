"""Whatever is typed into any field of any kind ends in a record or in a sentence, never in a failure."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import fields, records
from tests import build
from tests.conftest import NOW

KINDS = [word for word, kind in records.KINDS.items() if kind.create]
ODD = (
    "", "1", "-1", "0", "1e400", "nan", "9" * 25, "1.5", "today", "2026-02-30", "2026-05-17", "31.12.9999", "0001-1-1",
    "9999-12-31T23:59", "2026-05-17 25:00", "{}", "[]", '{"a": null}', "null", "\ud800", "\x00", "daily", "x@y.de",
    "FREQ=DAILY", "contact", "deal", "call", "=1+1", "1:99", "99999999h",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(ODD))
NEEDED = {
    "contact": {"name": "A"}, "business": {"name": "B"}, "deal": {"title": "D"}, "task": {"title": "T"},
    "project": {"name": "P"}, "time_entry": {"duration": "5"}, "stage": {"name": "S"}, "pipeline": {"name": "L"},
    "interaction": {"contact_id": "1", "kind": "call"}, "tag": {"name": "t"},
    "note": {"body": "b", "contact_id": "1"}, "event": {"title": "E", "starts_at": "now"},
    "followup": {"contact_id": "1", "scheduled_at": "now"}, "saved_filter": {"name": "F", "entity_type": "task"},
    "custom_field": {"label": "C", "entity_type": "task"},
}  # fmt: skip


def test_any_text_in_any_field_is_taken_or_refused(db: Database) -> None:
    with db.write() as session:
        assert build.contact(session, "Ana", emails=["x@y.de"]).id == 1

    @given(data=st.data(), kind=st.sampled_from(KINDS), text=TEXTS)
    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    def story(data: st.DataObject, kind: str, text: str) -> None:
        name = data.draw(st.sampled_from(fields.taken(kind)))
        with contextlib.suppress(CrmError), db.write() as session:
            values = fields.parse(session, kind, {**NEEDED[kind], name: text}, NOW)
            row = records.as_row(records.create(session, kind, values, NOW))
            changed = fields.parse(session, kind, {name: text}, NOW, row["id"])
            records.edit(session, kind, row["id"], changed, NOW)
            session.flush()
            raise CrmError("so far so good; take it back")

    story()
