"""From what was read in a row to the record it becomes: names, statuses, times that follow from each other.

Each function takes a draft and gives drafts (a row of hours makes one, a row without anything to keep raises).
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.core.errors import CrmError
from app.crm import names
from app.crm.importing import amounts, dates, happenings, vocabulary
from app.crm.importing.drafts import Draft, RowError
from app.crm.importing.shaping import Frame
from app.crm.importing.tables import EMAIL

COMPANY_WORDS = frozenset(
    ("inc", "llc", "ltd", "gmbh", "corp", "co", "sa", "ag", "bv", "srl", "plc", "kg", "jr", "sr", "phd", "md")
)
TARGETS = (
    ("contact_id", "contact_external_id", "external_id"), ("contact_id", "contact_email", "email"),
    ("contact_id", "contact_name", "name"),
    ("business_id", "business_external_id", "external_id"), ("business_id", "business_domain", "domain"),
    ("business_id", "business_name", "name"),
    ("deal_id", "deal_external_id", "external_id"), ("deal_id", "deal_title", "name"),
    ("project_id", "project_external_id", "external_id"), ("project_id", "project_name", "name"),
    ("task_id", "task_external_id", "external_id"), ("task_id", "task_title", "name"),
)  # fmt: skip
FOLDED = ("name",)
LINKS = {
    "contacts": ("business_id",), "businesses": (), "deals": ("contact_id", "business_id"),
    "tasks": ("contact_id", "business_id", "deal_id", "project_id"), "time_entries": ("project_id", "task_id"),
    "interactions": ("contact_id", "deal_id"), "notes": ("contact_id",), "events": ("contact_id", "business_id"),
}  # fmt: skip


def complete(draft: Draft, frame: Frame) -> Draft:
    """Errors: RowError for a row that lacks what its kind needs."""
    draft.given_id = draft.values.pop("external_id", None)
    _refer(draft)
    COMPLETE[frame.kind](draft, frame)
    _keep_unlinked(draft)
    return draft


def _keep_unlinked(draft: Draft) -> None:
    """What names a record that this kind is not linked to stays as an own field."""
    linked = LINKS[draft.table] + (("business_id",) if draft.table == "time_entries" else ())
    for column, by, value in draft.references:
        if column not in linked and draft.table != "notes":
            named = column.replace("id", by)
            draft.custom.setdefault(named, str(draft.values.get(f"_{named}", value)))
    draft.references = [reference for reference in draft.references if reference[0] in linked]


def _refer(draft: Draft) -> None:
    """Take out what names other records."""
    if draft.table in ("contacts", "businesses"):
        wanted = list(TARGETS[3:6]) if draft.table == "contacts" else []
    else:
        wanted = list(TARGETS)
    for column, field, by in wanted:
        value = draft.values.pop(field, None)
        if value:
            text = str(value).split(";")[0].strip() if by == "external_id" else str(value)
            if field == "contact_name" and (found := EMAIL.search(text)):
                draft.references.append((column, "email", found[0].strip("()").lower()))
                text = text.replace(found[0], "").strip(" ()<>") or text
            draft.references.append((column, by, names.fold(text) if by in FOLDED else text))
            if by == "name":
                draft.values[f"_{field}"] = text


def _contact(draft: Draft, _frame: Frame) -> None:
    values = draft.values
    _lead_status(draft)
    _split_name(draft)
    for part in ("name_prefix", "name_suffix"):
        if values.get(part):
            draft.custom.setdefault(part, values[part])
        values.pop(part, None)
    first, last = values.get("first_name"), values.get("last_name")
    email = draft.emails[0][1] if draft.emails else None
    phone = draft.phones[0][1] if draft.phones else None
    shown = names.shown_name(first, last, email, phone, draft.given_id)
    if not shown:
        raise RowError("name", "The row has no name, e-mail, phone or id.")
    values["name"], values["sort_name"] = shown, names.sort_name(first, last, shown)
    values.setdefault("status", "lead")
    values["email"] = draft.emails[0][0] if draft.emails else None
    values["phone"] = draft.phones[0][0] if draft.phones else None
    _birth_parts(values)
    _own_rhythm(draft)


def _lead_status(draft: Draft) -> None:
    """A lead status says more only where the stage of life does not: a lead or prospect may be lost."""
    word = draft.values.pop("lead_status", None)
    if not word:
        return
    meant = vocabulary.meanings("contact_status").get(vocabulary.key(word))
    present = draft.values.get("status")
    if present is None:
        draft.values["status"] = meant or "lead"
    elif meant == "lost" and present in ("lead", "prospect"):
        draft.values["status"] = "lost"
    draft.custom.setdefault("lead_status", word)


def _split_name(draft: Draft) -> None:
    values = draft.values
    whole = values.pop("name", None)
    if values.get("middle_name"):
        values["first_name"] = " ".join(f"{values.get('first_name', '')} {values['middle_name']}".split())
    values.pop("middle_name", None)
    if not whole or values.get("first_name") or values.get("last_name"):
        return
    if whole == values.get("_business_name") or "@" in whole:
        values["first_name"] = whole if "@" not in whole else None
        return
    before, comma, after = whole.partition(",")
    if comma and "," not in after and vocabulary.key(after) not in COMPANY_WORDS:
        values["first_name"], values["last_name"] = after.strip() or None, before.strip() or None
        return
    first, _, last = whole.rpartition(" ") if not comma else (whole, "", "")
    values["first_name"], values["last_name"] = (first.strip() or last, last if first.strip() else None)


def _birth_parts(values: dict[str, Any]) -> None:
    year, month, day = (str(values.pop(f"birth_{part}", "") or "") for part in ("year", "month", "day"))
    if month.isdigit() and day.isdigit() and "birthday" not in values:
        text = f"{int(month):02}-{int(day):02}"
        values["birthday"] = f"{int(year):04}-{text}" if year.isdigit() else f"--{text}"


def _own_rhythm(draft: Draft) -> None:
    for name in ("keep_in_touch_days", "keep_in_touch_max_days"):
        value = draft.values.get(name)
        if value is not None and value < 1:
            raise RowError(name, "Keep in touch takes at least 1 day.")


def _business(draft: Draft, frame: Frame) -> None:
    values = draft.values
    name = values.get("name") or values.get("domain") or draft.given_id
    if not name:
        raise RowError("name", "The row has no name of a business.")
    values["name"], values["sort_name"] = name, names.fold(name)
    values.setdefault("kind", "prospect")
    if values["kind"] == "own":
        values["kind"] = "prospect"
    if not values.get("domain") and values.get("website"):
        values["domain"] = _domain_of(values["website"])
    if draft.phones:
        values["phone"], values["phone_original"] = draft.phones[0][0], draft.phones[0][1]
        for number, (_value, original, _label) in enumerate(draft.phones[1:], 2):
            draft.custom[f"phone_{number}"] = original
        draft.phones.clear()
    for field in [name for name in draft.money if name != "value"]:
        _settle_money(draft, field, f"{field}_cents", frame.currency)
    if "currency" in values or "target_revenue_cents" in values:
        values.setdefault("currency", frame.currency)


def _domain_of(website: str) -> str | None:
    host = (
        website.rsplit("//", maxsplit=1)[-1]
        .split("/", maxsplit=1)[0]
        .split(":", maxsplit=1)[0]
        .strip()
        .lower()
        .removeprefix("www.")
    )
    return host if "." in host and " " not in host else None


def _deal(draft: Draft, frame: Frame) -> None:
    values = draft.values
    lead = values.pop("lead_external_id", None)
    if lead:
        draft.given_id = draft.given_id or lead
        draft.references.append(("contact_id", "external_id", lead))
    currency = values.get("currency") or next(
        filter(None, (amounts.find_currency(c) for c, _ in draft.money.values())), None
    )
    values["currency"] = currency or frame.currency
    for field in list(draft.money):
        _settle_money(draft, field, f"{field}_cents", values["currency"])
    for field in ("value_cents", "cost_cents"):
        if values.get(field) is not None and values[field] < 0:
            raise RowError(field, "An amount cannot be negative.")
    values["title"] = _deal_title(draft)
    values["sort_title"] = names.fold(values["title"])
    _settle_stage(draft, frame)


def _settle_money(draft: Draft, field: str, column: str, currency: str) -> None:
    text, mark = draft.money.pop(field)
    if dates.is_nothing(text):
        return
    try:
        draft.values[column] = amounts.read_money(text, mark, currency)
    except CrmError as error:
        raise RowError(field, error.message) from error


def _deal_title(draft: Draft) -> str:
    """A deal without a title is called after what is sold and to whom."""
    parts = [draft.custom.get("product"), draft.values.get("_business_name") or draft.values.get("_contact_name")]
    title = draft.values.get("title") or " - ".join(part for part in parts if part)
    title = title or draft.custom.get("business_segment") or draft.given_id
    if not title:
        raise RowError("title", "The row has no title of a deal.")
    return str(title)


def _settle_stage(draft: Draft, frame: Frame) -> None:
    """Open, won or lost, and since when. stage: pipeline, name, kind; to be found or made when written."""
    values, moments = draft.values, draft.moments
    pipeline, stage, status = (values.pop(name, None) for name in ("pipeline", "stage", "deal_status"))
    kind = _outcome(values.pop("won", None), values.pop("is_closed", None), stage, status)
    close = moments.pop("close_date", None)
    if stage is None and status and kind == "open" and vocabulary.key(status) != "open":
        stage = status
    created = moments.get("created_at")
    if kind == "open":
        moments.pop("closed_at", None)
        if close:
            values.setdefault("expected_close_on", close.day)
        values["won"], values["closed_at"] = None, None
    else:
        closed = moments.get("closed_at") or close or created or dates.now_moment(frame.now)
        moments["closed_at"], moments["stage_entered_at"] = closed, closed
        values["won"] = kind == "won"
        if created is None:
            moments["created_at"] = closed
    if "stage_entered_at" not in moments:
        moments["stage_entered_at"] = created or dates.now_moment(frame.now)
    if kind != "lost" and values.get("lost_reason"):
        draft.custom.setdefault("lost_reason", values.pop("lost_reason"))
    draft.stage = (pipeline, stage, kind)


def _outcome(won: bool | None, closed: bool | None, stage: str | None, status: str | None) -> str:
    """won, lost or open, from whatever says it."""
    for word in (vocabulary.key(text) for text in (status, stage) if text):
        if word in vocabulary.listed("stage_won"):
            return "won"
        if word in vocabulary.listed("stage_lost"):
            return "lost"
    if won:
        return "won"
    if won is False and closed:
        return "lost"
    return "open"


COMPLETE: Mapping[str, Callable[[Draft, Frame], None]] = {
    "contacts": _contact,
    "businesses": _business,
    "deals": _deal,
    "tasks": happenings.task,
    "time_entries": happenings.time_entry,
    "interactions": happenings.interaction,
    "events": happenings.event,
}
