"""What happened, in a sentence for the feed."""

from collections.abc import Callable, Mapping
from typing import Any

from app.crm.timeline import Moment
from app.ui import words

KINDS = {
    "call": "Call",
    "email": "E-mail",
    "meeting": "Meeting",
    "sms": "SMS",
    "message": "Message",
    "other": "Contact",
}
ICONS = {
    "call": "phone", "email": "envelope-simple", "meeting": "users", "sms": "chat", "message": "chat", "other": "chat",
    "note": "note", "task_created": "check-square", "task_completed": "check-square",
}  # fmt: skip
STATUS = {
    "lead": "Lead", "prospect": "Prospect", "client": "Client", "past_client": "Past client", "lost": "Lost",
}  # fmt: skip
SOURCES = {
    "referral": "Referral", "website": "Website", "cold_outreach": "Cold outreach", "social": "Social",
    "event": "Event", "partner": "Partner", "repeat": "Repeat", "other": "Other",
}  # fmt: skip
Details = Mapping[str, Any]


def phrase(moment: Moment, currency: str) -> str:
    """One sentence, without the day. currency: of the amounts in the details."""
    if moment.source == "note":
        return _about(moment.text, moment)
    if moment.source == "interaction":
        return _interaction(moment)
    if moment.source == "edit":
        return "Changed " + ", ".join(field_words(name) for name in moment.details["fields"])
    say = _ACTIVITIES.get(moment.action)
    text = say(moment.details, currency) if say else moment.action.replace("_", " ").capitalize()
    return _about(text, moment) + (" (by the coach)" if moment.actor == "coach" else "")


def icon(moment: Moment) -> str:
    if moment.kind == "deal":
        return "columns"
    return ICONS.get(moment.action, "pencil-simple" if moment.source == "edit" else "circle")


def field_words(name: str) -> str:
    """first_name: "first name"; value_cents: "value"."""
    if name == "external_id":
        return "ID there"
    plain = name.removesuffix("_cents").removesuffix("_id").removesuffix("_on").replace("_", " ")
    return plain.replace("email", "e-mail")


def source_words(source: str | None) -> str:
    return SOURCES.get(source or "", (source or "").replace("_", " ").capitalize())


def _interaction(moment: Moment) -> str:
    kind = KINDS.get(moment.action, "Contact")
    head = kind if moment.details["direction"] == "outbound" else f"{kind} from them"
    minutes = moment.details["duration_minutes"]
    if minutes:
        head += f", {words.number(minutes)} min"
    rest = "; ".join(part for part in (moment.text, moment.details["outcome"]) if part)
    return f"{head}: {rest}" if rest else head


def _about(text: str, moment: Moment) -> str:
    return f"{moment.about}: {text[:1].lower()}{text[1:]}" if moment.about else text


def _created(details: Details, currency: str) -> str:
    value = details.get("value")
    worth = f", {words.money(value, currency)}" if value else ""
    return f"New deal in {details['stage']}{worth}" if details.get("stage") else f"New deal{worth}"


def _moved(details: Details, _currency: str) -> str:
    days = details.get("days_in_stage")
    after = f" after {words.many(days, 'day')}" if days else ""
    return f"Moved to {details.get('new_stage', 'another stage')}{after}"


def _closed(details: Details, currency: str) -> str:
    value = details.get("value")
    worth = f", {words.money(value, currency)}" if value else ""
    return f"{'Won' if details.get('won') else 'Lost'}{worth}"


def _revalued(details: Details, currency: str) -> str:
    return f"Value {words.money(details.get('old'), currency)} → {words.money(details.get('new'), currency)}"


def _met(details: Details, _currency: str) -> str:
    source = source_words(details.get("source")).lower()
    status = STATUS.get(str(details.get("status")), "contact").lower()
    return f"Added as {status}{f', by {source}' if source else ''}"


def _status(details: Details, _currency: str) -> str:
    old, new = (str(details.get(key)) for key in ("old", "new"))
    return f"{STATUS.get(old, old)} → {STATUS.get(new, new)}"


def _plain(text: str) -> Callable[[Details, str], str]:
    return lambda _details, _currency: text


_ACTIVITIES: Mapping[str, Callable[[Details, str], str]] = {
    "deal_created": _created, "deal_stage_changed": _moved, "deal_closed": _closed, "deal_value_changed": _revalued,
    "deal_reopened": _plain("Reopened"), "contact_created": _met, "contact_status_changed": _status,
    "task_created": _plain("Task added"), "task_completed": _plain("Task done"),
    "record_merged": _plain("Merged with another record"),
}  # fmt: skip
