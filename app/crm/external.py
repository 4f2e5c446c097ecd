"""What records are called in other systems."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.models import ExternalId


def keep(session: Session, entity_type: str, entity_id: int, external_id: str | None, source: str) -> None:
    """Remember a foreign id; it names one record of its kind in each source. Errors: CrmError when taken."""
    if not external_id:
        return
    holder = find(session, entity_type, external_id, source)
    if holder is not None and holder != entity_id:
        raise CrmError(
            f"{entity_type} {holder} already has the id {external_id}.", kind="conflict", where="external_id"
        )
    if holder is None:
        session.add(ExternalId(entity_type=entity_type, entity_id=entity_id, source=source, external_id=external_id))


def find(session: Session, entity_type: str, external_id: str, source: str | None = None) -> int | None:
    """The record of this foreign id, in any source when none is named."""
    query = select(ExternalId.entity_id).where(
        ExternalId.entity_type == entity_type, ExternalId.external_id == external_id
    )
    return session.scalar(query if source is None else query.where(ExternalId.source == source))
