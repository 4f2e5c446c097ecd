"""Where a record is looked at: a note on what it is about, an hour on its project."""

from typing import Any

from sqlalchemy.orm import Session

from app.crm import records

OWN_PAGE = ("contact", "business", "deal", "task", "project")
NEAREST = ("contact", "deal", "business", "project", "task")
"""What a record without a page of its own may belong to, the likeliest first."""


def home(session: Session, kind: str, record_id: int) -> tuple[str, int] | None:
    """Kind and id of the record whose page shows this one; None when it stands alone.

    Errors: CrmError when there is no such record.
    """
    record: Any = records.get(session, kind, record_id)
    if kind in OWN_PAGE:
        return kind, record_id
    if getattr(record, "entity_type", None):
        return home(session, record.entity_type, record.entity_id)
    for word in NEAREST:
        other = getattr(record, f"{word}_id", None)
        if other is not None:
            return word, other
    return None
