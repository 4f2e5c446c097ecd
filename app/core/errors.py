"""Errors whose message is written for the owner and shown as it is."""


class CrmError(Exception):
    """Something the owner can understand and usually fix. Nothing was changed.

    kind: a stable word for scripts (`not_found`, `invalid`, `conflict`, `busy`, `storage`, `unsupported`).
    where: what it is about (a field, a file, `deal 12`), or None.
    """

    def __init__(self, message: str, *, kind: str = "invalid", where: str | None = None) -> None:
        super().__init__(message)
        self.message, self.kind, self.where = message, kind, where


def not_found(what: str, record_id: object) -> CrmError:
    return CrmError(f"There is no {what} {record_id}.", kind="not_found", where=f"{what} {record_id}")
