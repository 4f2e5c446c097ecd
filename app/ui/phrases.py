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
    "note": "note", "event": "calendar-blank", "task_created": "check-square", "task_completed": "check-square",
    "record_merged": "arrows-in", "contact_created": "user-plus", "business_created": "buildings",
}  # fmt: skip
PICTURES = {"deal": "columns", "task": "check-square", "project": "folder", "business": "buildings"}
STATUS = {
    "lead": "Lead", "prospect": "Prospect", "client": "Client", "past_client": "Past client", "lost": "Lost",
}  # fmt: skip
SOURCES = {
    "referral": "Referral", "website": "Website", "cold_outreach": "Cold outreach", "social": "Social",
    "event": "Event", "partner": "Partner", "repeat": "Repeat", "other": "Other",
}  # fmt: skip
BUSINESS_KINDS = {"prospect": "Prospect", "client": "Client", "partner": "Partner", "own": "Your own"}
LONGEST_VALUE = 40
Details = Mapping[str, Any]


def phrase(moment: Moment, currency: str) -> str:
    """One sentence, without the day. currency: of the amounts in the details."""
    if moment.source in ("note", "event"):
        return f"{moment.about}: {moment.text}" if moment.about else moment.text
    if moment.source == "interaction":
        return _about(_interaction(moment), moment)
    if moment.source == "edit":
        return edit_words(moment.details["fields"], currency)
    say = _ACTIVITIES.get(moment.action)
    text = say(moment.details, currency) if say else moment.action.replace("_", " ").capitalize()
    return _about(text, moment) + (" (by the coach)" if moment.actor == "coach" else "")


def icon(moment: Moment) -> str:
    if moment.source == "edit":
        return "pencil-simple"
    return ICONS.get(moment.action) or PICTURES.get(moment.kind, "circle")


def edit_words(changed: Mapping[str, Any], currency: str) -> str:
    """One field with what it was and is, several by their names alone."""
    if len(changed) == 1:
        ((name, (old, new)),) = changed.items()
        values = [_value_words(name, value, currency) for value in (old, new)]
        if None not in values:
            return f"Changed {_changed_field(name)}: {values[0] or 'empty'} → {values[1] or 'empty'}"
    return "Changed " + ", ".join(_changed_field(name) for name in changed)


def _changed_field(name: str) -> str:
    return "own fields" if name == "custom" else field_words(name)


def field_words(name: str) -> str:
    """first_name: "first name"; value_cents: "value"."""
    if name == "external_id":
        return "ID there"
    plain = name.removesuffix("_cents").removesuffix("_id").removesuffix("_on").replace("_", " ")
    return plain.replace("email", "e-mail")


def source_words(source: str | None) -> str:
    return SOURCES.get(source or "", (source or "").replace("_", " ").capitalize())


def _value_words(name: str, value: Any, currency: str) -> str | None:
    """None where the value says nothing to a person, such as an id."""
    if value is None or value == "":
        return ""
    if name.endswith("_id") or isinstance(value, list | dict) or str(value)[:1] in ("[", "{"):
        return None
    if name.endswith("_cents"):
        return words.money(value, currency)
    text = (STATUS | BUSINESS_KINDS | SOURCES).get(str(value), str(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE].rstrip()}…"


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


def _founded(details: Details, _currency: str) -> str:
    kind = BUSINESS_KINDS.get(str(details.get("kind")), "business").lower()
    return f"Added as {'your own' if kind == 'your own' else kind}"


def _merged(details: Details, _currency: str) -> str:
    return f"Merged with {details['dropped']}" if details.get("dropped") else "Merged with another record"


def _project_closed(details: Details, currency: str) -> str:
    value = details.get("value")
    return f"Project closed, {words.money(value, currency)}" if value else "Project closed"


def _status(details: Details, _currency: str) -> str:
    old, new = (str(details.get(key)) for key in ("old", "new"))
    return f"{STATUS.get(old, old)} → {STATUS.get(new, new)}"


def _plain(text: str) -> Callable[[Details, str], str]:
    return lambda _details, _currency: text


_ACTIVITIES: Mapping[str, Callable[[Details, str], str]] = {
    "deal_created": _created, "deal_stage_changed": _moved, "deal_closed": _closed, "deal_value_changed": _revalued,
    "deal_reopened": _plain("Reopened"), "contact_created": _met, "contact_status_changed": _status,
    "task_created": _plain("Task added"), "task_completed": _plain("Task done"),
    "record_merged": _merged, "business_created": _founded, "project_closed": _project_closed,
}  # fmt: skip
