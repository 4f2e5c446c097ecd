"""The form in which a model answers. Read leniently: models name and nest things in their own ways.

Imports pydantic, which takes half a second: only what asks a model imports this.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

MOST, LONGEST = 20, 2_000
"""Entries of a list that are read, and characters of one text."""
REPLY_NAMES = ("reply", "answer", "message", "text", "response")
NUMBER = re.compile(r"-?\d{1,15}")


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value if one is not None)
    return "" if value is None or isinstance(value, dict) else str(value).strip()[:LONGEST]


def _confidence(value: Any) -> float:
    """0 to 1; percentages as such; nothing said counts as half sure."""
    try:
        found = float(str(value).strip().rstrip("%"))
    except ValueError:
        return {"high": 0.9, "medium": 0.7, "low": 0.3}.get(str(value).strip().lower(), 0.5)
    found = found / 100 if found > 1 else found
    return min(1.0, max(0.0, found)) if found == found else 0.5  # noqa: PLR0124 - not a number


def _number(value: Any) -> int | None:
    """The first number of an id such as 12, "12", "item 12" or {"id": 12}."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("id", "item", "item_id") if key in value), None)
    found = None if isinstance(value, bool) else NUMBER.search(str(value))
    return int(found[0]) if found else None


def _numbers(value: Any) -> list[int]:
    given = value if isinstance(value, list) else [value] if isinstance(value, int | str) else []
    found = (_number(one) for one in given[:MOST])
    return list(dict.fromkeys(one for one in found if one is not None))


def _values(value: Any) -> list[dict[str, Any]]:
    """A list of {field, value, ...}, {field: value}, or {field: {value, ...}}."""
    if isinstance(value, dict):
        value = [value] if {"field", "value"} <= value.keys() else list(_by_field(value))
    rows = value if isinstance(value, list) else []
    return [row for one in rows[:MOST] if isinstance(one, dict) for row in _one_value(one)]


def _one_value(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row] if "field" in row else list(_by_field(row))


def _by_field(given: dict[str, Any]) -> list[dict[str, Any]]:
    shared: dict[str, Any] = {
        key: given[key] for key in ("confidence", "quote") if key in given and not isinstance(given[key], dict)
    }
    named = ((str(key), value) for key, value in given.items() if key not in shared)
    return [
        {**shared, "field": key, **(value if isinstance(value, dict) else {"value": value})} for key, value in named
    ]


def _texts(value: Any) -> list[dict[str, Any]]:
    """A list of {text, ...}, of texts, or of numbers of items."""
    given = value if isinstance(value, list) else [value] if isinstance(value, str | dict) else []
    return [one if isinstance(one, dict) else {"text": one, "item": one} for one in given[:MOST] if one]


Text = Annotated[str, BeforeValidator(_text)]
Confidence = Annotated[float, BeforeValidator(_confidence)]
Id = Annotated[int | None, BeforeValidator(_number)]


class Collected(BaseModel):
    field: Text = Field(description="the name of the profile field")
    value: Text = ""
    confidence: Confidence = Field(0.5, description="0 to 1")
    quote: Text = Field("", description="the owner's own words that say it, copied exactly")
    business: Id = Field(None, description="id of the business it is about; null for the owner's own")


class Recommended(BaseModel):
    item: Id = Field(None, description="id of the item this acts on, or null")
    text: Text = Field("", description="what to do, in one line")
    reasoning: Text = ""
    confidence: Confidence = 0.5


class Commitment(BaseModel):
    text: Text = Field("", description="what the owner said they will do, in one line")
    confidence: Confidence = 0.5
    due_on: Text = Field("", description="YYYY-MM-DD, or empty")
    contact: Text = Field("", description="with whom, or empty")


class Reply(BaseModel):
    """`reply` comes first, so that it can be shown while the rest is still written."""

    reply: str = Field(description="what you say to the owner, in Markdown")
    asked: Annotated[list[int], BeforeValidator(_numbers)] = Field(
        default_factory=list, description="ids of the items you brought up in the reply"
    )
    collected: Annotated[list[Collected], BeforeValidator(_values)] = Field(default_factory=list)
    recommended: Annotated[list[Recommended], BeforeValidator(_texts)] = Field(default_factory=list)
    declined: Annotated[list[int], BeforeValidator(_numbers)] = Field(
        default_factory=list, description="ids of the items the owner said no to"
    )
    commitments: Annotated[list[Commitment], BeforeValidator(_texts)] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _find_reply(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        names = (name for name in REPLY_NAMES if isinstance(given.get(name), str) and given[name].strip())
        found = next(names, None)
        return given if found is None else {**given, "reply": given[found]}


class FindRecords(BaseModel):
    text: Text = Field(description="words of a name or a title; empty for the newest")
    kind: Text = Field("", description="contact, business, deal, task, project, or empty for all")


class ReadRecord(BaseModel):
    kind: Text = Field(description="contact, business, deal, task or project")
    id: Id


class ListInsights(BaseModel):
    pass


class Report(BaseModel):
    name: Text = Field(description="won, sources, cycle, hours or forecast")
    period: Text = Field("", description="month, quarter, year or all")


class CreateTask(BaseModel):
    title: Text
    due_on: Text = Field("", description="YYYY-MM-DD, or empty")
    priority: Text = Field("", description="low, medium or high")
    details: Text = ""
    contact_id: Id = None
    deal_id: Id = None
    business_id: Id = None


class CompleteTask(BaseModel):
    task_id: Id


class LogInteraction(BaseModel):
    contact_id: Id
    kind: Text = Field("call", description="call, meeting, email, sms or other")
    direction: Text = Field("outbound", description="outbound or inbound")
    summary: Text = ""
    on: Text = Field("", description="the day it happened, YYYY-MM-DD; empty for today")


class MoveDeal(BaseModel):
    deal_id: Id
    stage: Text = Field(description="the name of the stage")


class DraftMessage(BaseModel):
    contact_id: Id
    subject: Text = ""
    body: Text = ""


class PlanFollowup(BaseModel):
    on: Text = Field(description="YYYY-MM-DD")
    contact_id: Id = None
    deal_id: Id = None
    business_id: Id = None


class Remember(BaseModel):
    text: Text = Field(description="what to keep about the owner's business, in one sentence")


FORMS: Mapping[str, type[BaseModel]] = {
    "find_records": FindRecords, "read_record": ReadRecord, "list_insights": ListInsights, "report": Report,
    "create_task": CreateTask, "complete_task": CompleteTask, "log_interaction": LogInteraction,
    "move_deal": MoveDeal, "draft_message": DraftMessage, "plan_followup": PlanFollowup, "remember": Remember,
}  # fmt: skip
"""Tool -> what it is given."""
