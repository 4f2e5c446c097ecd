"""What the data file and the rows decided so far hold, kept for looking up by any of their names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.crm import names
from app.crm.activity import ENTITY_TYPES
from app.crm.importing.drafts import Draft, Point
from app.crm.importing.yielding import let_go

PEOPLE = """
    SELECT c.id, c.first_name, c.last_name, coalesce(b.sort_name, '') FROM contacts c
    LEFT JOIN businesses b ON b.id = c.business_id"""
TITLES = {"deals": "title", "tasks": "title", "projects": "name"}
FIELD_TABLES = {
    "contact_id": "contacts", "business_id": "businesses", "deal_id": "deals", "project_id": "projects",
    "task_id": "tasks",
}  # fmt: skip


class Known:
    """Loaded once for an import. source: the program whose ids are meant."""

    def __init__(self, connection: Connection, source: str) -> None:
        self._connection, self.source = connection, source
        self.ids: dict[str, dict[str, int]] = defaultdict(dict)
        self.with_id: dict[str, set[int]] = defaultdict(set)
        self.emails: dict[str, list[int]] = defaultdict(list)
        self.phones: dict[str, list[int]] = defaultdict(list)
        self.people: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.tokens: dict[int, tuple[str, ...]] = {}
        self.domains: dict[str, int] = {}
        self.businesses: dict[str, int] = {}
        self.domain_of: dict[int, str] = {}
        self.mentioned: set[int] = set()
        self._titles: dict[str, dict[str, list[int]]] = {}
        self._load_ids()
        self._load_businesses()

    def load_contacts(self) -> None:
        """Only where contacts are looked for."""
        for contact_id, first, last, business in self._rows(PEOPLE):
            self.add_person(contact_id, names.fold(names.full_name(first, last)), business)
        for contact_id, kind, value in self._rows(
            "SELECT contact_id, kind, value FROM contact_points ORDER BY contact_id"
        ):
            (self.emails if kind == "email" else self.phones)[value].append(contact_id)

    def let_go(self) -> None:
        let_go(self.emails, self.phones, self.people, self.tokens, self.businesses, *self.ids.values())

    def add_person(self, contact_id: int, name: str, business: str) -> None:
        if name:
            self.people[name].append((contact_id, business))
            self.tokens[contact_id] = tuple(name.split())

    def learn_name(self, contact_id: int, name: str, business: str) -> None:
        """A row told the name, or more of it, of a contact that had none or one word."""
        if name and len(self.tokens.get(contact_id, ())) < 2:  # noqa: PLR2004 - first and last
            self.add_person(contact_id, name, business)

    def add_contact(self, draft: Draft, name: str, business: str) -> None:
        self.add_person(draft.id, name, business)
        for value, _original, _label in draft.emails:
            self.emails[value].append(draft.id)
        for value, _original, _label in draft.phones:
            self.phones[value].append(draft.id)

    def add_business(self, business_id: int, sort_name: str, domain: str | None) -> None:
        self.businesses.setdefault(sort_name, business_id)
        if domain:
            self.domains.setdefault(domain, business_id)
            self.domain_of[business_id] = domain

    def add_id(self, table: str, given_id: str | None, record_id: int, *, real: bool = True) -> None:
        if given_id:
            kind = ENTITY_TYPES[table]
            self.ids[kind].setdefault(given_id, record_id)
            if real:
                self.with_id[kind].add(record_id)

    def find_contact(self, draft: Draft, name: str, business: str) -> int | None:
        """By e-mail, phone, then name and business; two ids of one program are two people unless the e-mail is one."""
        tokens = tuple(name.split())
        found = self._at(self.emails, draft.emails, tokens, ())
        if found is not None:
            return found
        other = self.with_id["contact"] if draft.given_id else ()
        found = self._at(self.phones, draft.phones, tokens, other)
        if found is not None or not (name and business):
            return found
        return next((i for i, at in self.people.get(name, ()) if at == business and i not in other), None)

    def _at(
        self, known: dict[str, list[int]], points: Sequence[Point], tokens: tuple[str, ...], other: Collection[int]
    ) -> int | None:
        """The first contact with one of these addresses or numbers whose name fits."""
        for value, _original, _label in points:
            for candidate in known.get(value, ()):
                if candidate not in other and self._fits(tokens, candidate):
                    return candidate
        return None

    def find_business(self, name: str, domain: str | None, given_id: str | None) -> int | None:
        other = self.with_id["business"] if given_id else ()
        found = self.domains.get(domain) if domain else None
        if found is None or found in other:
            found = self.businesses.get(name)
        if found is None or found in other:
            return None
        if domain and self.domain_of.get(found, domain) != domain:
            return None
        return found

    def resolve(self, column: str, by: str, value: str) -> int | None:
        table = FIELD_TABLES[column]
        if by == "external_id":
            return self.ids[ENTITY_TYPES[table]].get(value)
        if by == "email":
            return next(iter(self.emails.get(value, ())), None)
        if by == "domain":
            return self.domains.get(value)
        if table == "businesses":
            return self.businesses.get(value)
        found = (
            [i for i, _ in self.people.get(value, ())] if table == "contacts" else self._titled(table).get(value, [])
        )
        return found[0] if len(found) == 1 else None

    def add_title(self, table: str, name: str, record_id: int) -> None:
        self._titled(table).setdefault(name, []).append(record_id)

    def rows(self, table: str, ids: Iterable[int], wanted: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Stored values of existing records by id."""
        found: dict[int, dict[str, Any]] = {}
        every = sorted(ids)
        for start in range(0, len(every), 500):
            lot = every[start : start + 500]
            marks = ", ".join("?" * len(lot))
            query = f"SELECT id, {', '.join(wanted)} FROM {table} WHERE id IN ({marks})"
            for row in self._connection.exec_driver_sql(query, tuple(lot)):
                found[row[0]] = dict(zip(wanted, row[1:], strict=True))
        return found

    def query(self, sql: str, *given: Any) -> list[Any]:
        return list(self._connection.exec_driver_sql(sql, given))

    def _fits(self, tokens: tuple[str, ...], candidate: int) -> bool:
        """Two names can be one person's when they share a word or the beginning of one; no name fits any."""
        others = self.tokens.get(candidate, ())
        if not tokens or not others:
            return True
        return any(a == b or a.startswith(b) or b.startswith(a) for a in tokens for b in others)

    def _titled(self, table: str) -> dict[str, list[int]]:
        if table not in self._titles:
            found: dict[str, list[int]] = defaultdict(list)
            for record_id, title in self._rows(f"SELECT id, {TITLES[table]} FROM {table}"):
                found[names.fold(title)].append(record_id)
            self._titles[table] = found
        return self._titles[table]

    def _load_ids(self) -> None:
        for kind, record_id, given_id in self.query(
            "SELECT entity_type, entity_id, external_id FROM external_ids WHERE source = ?", self.source
        ):
            self.ids[kind][given_id] = record_id
            if not given_id.startswith("row "):
                self.with_id[kind].add(record_id)

    def _load_businesses(self) -> None:
        for business_id, name, domain in self._rows("SELECT id, sort_name, domain FROM businesses ORDER BY id"):
            self.add_business(business_id, name, domain)
        self.mentioned.update(
            row[0]
            for row in self._rows(
                "SELECT entity_id FROM pending_references WHERE field = 'self' AND entity_type = 'business'"
            )
        )

    def _rows(self, sql: str) -> Iterable[Any]:
        return self._connection.exec_driver_sql(sql).cursor.fetchall()
