"""Settings: each declared once, here. Validation, the Settings page, the command line and docs follow from it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import CrmError

Value = bool | int | str | list[Any]
SUNDAY, LONGEST_NAME = 6, 60


@dataclass(frozen=True)
class Setting:
    """One declared setting.

    default: also gives the type. label: as the owner reads it. choices: the only values allowed, with their
    names. check: a function that returns what is wrong in words, or None. among: the long list with names from which
    a value can be picked: currencies, countries or trades. steps: the numbers offered, others may be typed.
    """

    key: str
    default: Value
    label: str
    group: str
    help: str = ""
    unit: str = ""
    choices: Mapping[Any, str] = field(default_factory=dict)
    check: Callable[[Any], str | None] = lambda _value: None
    among: str = ""
    steps: tuple[int, ...] = ()
    meanings: Mapping[Any, str] = field(default_factory=dict)
    """What a choice does, in a sentence."""
    later: bool = False
    """Shown only once the owner asks for more."""
    shown_as: str = ""
    """What a list is chosen by: weekdays, or rules."""
    rule: str = ""
    """The rule of the coach that these days belong to: it is turned off and on beside them."""
    only_with: tuple[str, tuple[Value, ...]] | None = None
    """Shown only while another setting has one of these values: its key, the values."""
    below: tuple[str, ...] = ()
    """The parts of the page that stand below it, such as the key of the model, which is no setting."""

    def read(self, text: str) -> Value:
        """A value typed by a person or stored as JSON text."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = text
        if isinstance(self.default, str) and not isinstance(value, str):
            value = text
        if isinstance(self.default, bool):
            value = {"on": True, "off": False, "yes": True, "no": False, 1: True, 0: False}.get(value, value)
        if isinstance(self.default, list) and type(value) in (int, str):
            value = _parts(text)
        return self.validated(value)

    def validated(self, value: Any) -> Value:
        if type(value) is not type(self.default):
            raise self._refused(value, f"it takes {_TYPE_WORDS[type(self.default)]}")
        if self.choices and value not in self.choices:
            raise self._refused(value, "it takes one of " + ", ".join(str(c) for c in self.choices))
        wrong = self.check(value)
        if wrong:
            raise self._refused(value, wrong)
        allowed: Value = value
        return allowed

    def _refused(self, value: object, why: str) -> CrmError:
        shown = str(value)
        shown = f"{shown[:60]}…" if len(shown) > 60 else shown  # noqa: PLR2004 - enough to recognise it by
        return CrmError(f"{self.label}: “{shown}” cannot be used, {why}.", where=self.key)


def _parts(text: str) -> list[int | str]:
    """A list typed with commas, whole numbers as such."""
    parts = [part.strip() for part in text.split(",")]
    return [int(part) if part.isascii() and part.isdigit() else part for part in parts if part]


_TYPE_WORDS = {bool: "on or off", int: "a whole number", str: "text", list: "a list"}


def between(low: int, high: int) -> Callable[[int], str | None]:
    return lambda value: None if low <= value <= high else f"it must lie between {low} and {high}"


def at_most(characters: int) -> Callable[[str], str | None]:
    return lambda value: None if len(value) <= characters else f"it takes {characters} characters at most"


def _currency(value: str) -> str | None:
    from app.core.money import exponent  # noqa: PLC0415 - needs babel, which is slow to import

    try:
        exponent(value)
    except CrmError:
        return "it takes an ISO code such as EUR or USD"
    return None


def _region(value: str) -> str | None:
    known = value == "" or (len(value) == 2 and value.isascii() and value.isupper())  # noqa: PLR2004 - ISO 3166
    return None if known else "it takes a two-letter country code such as DE or US"


def _weekdays(value: list[Any]) -> str | None:
    fits = all(type(day) is int and 0 <= day <= SUNDAY for day in value) and len(set(value)) == len(value)
    return None if fits else "it takes days from 0 (Monday) to 6 (Sunday), each once"


def _rule_names(value: list[Any]) -> str | None:
    fits = all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in value)
    return None if fits else "it takes names of rules"


MODEL_CHOSEN: tuple[str, tuple[Value, ...]] = ("model_preset", ("openai", "ollama", "lmstudio", "custom"))
SENT = "What the model may see"
"""The group of what may leave the machine."""
DECLARED: tuple[Setting, ...] = (
    Setting(
        "currency", "EUR", "Currency", "Business", "Used for new deals and projects.", check=_currency,
        among="currencies",
    ),
    Setting("trade", "", "What you do", "Business", "Your trade in a few words.", check=at_most(100), among="trades"),
    Setting(
        "phone_region", "", "Country for phone numbers", "Business",
        "How a number without a country code is read; empty follows the system.", check=_region, among="countries",
    ),
    Setting("coach_enabled", True, "Coach", "Coach", "Off means that nothing is looked for and nothing is kept."),
    Setting(
        "coach_level", 2, "Coaching intensity", "Coach",
        choices={1: "Minimal", 2: "Balanced", 3: "Active Coach"},
        meanings={
            1: "Only critical business alerts.", 2: "Helpful nudges at key moments.",
            3: "Proactive tips and observations too.",
        },
    ),
    Setting(
        "show_morning_briefing", True, "Show the morning briefing", "Coach",
        "Once a day, when you first use Rainmaker. At Minimal it stays on the Today page.",
    ),
    Setting("briefing_hour", 6, "Morning briefing not before", "Coach", unit="h", check=between(0, 23), later=True),
    Setting(
        "stale_lead_days", 7, "Notify about leads not contacted for", "Coach", unit="days", check=between(1, 365),
        rule="stale-leads",
    ),
    Setting(
        "stuck_deal_days", 14, "Notify about deals stuck for", "Coach",
        "In one stage, with nothing planned. A stage can have its own limit; without one your own pace counts from ten "
        "finished stays on.", unit="days", check=between(1, 365),
        rule="stuck-deal",
    ),
    Setting(
        "show_pattern_insights", False, "Show pattern insights", "Coach",
        "What your own history shows, looked for once a week. Shown at Active Coach.",
    ),
    Setting("cap_minimal", 2, "Toasts at Minimal, at most", "Coach", unit="a day", check=between(0, 50), later=True),
    Setting("cap_balanced", 5, "Toasts at Balanced, at most", "Coach", unit="a day", check=between(0, 50), later=True),
    Setting("cap_active", 10, "Toasts at Active Coach, at most", "Coach", unit="a day", check=between(0, 50),
            later=True),
    Setting("seconds_minimal", 10, "A toast at Minimal stays", "Coach", unit="seconds", check=between(3, 120),
            later=True),
    Setting("seconds_balanced", 10, "A toast at Balanced stays", "Coach", unit="seconds", check=between(3, 120),
            later=True),
    Setting("seconds_active", 10, "A toast at Active Coach stays", "Coach", unit="seconds", check=between(3, 120),
            later=True),
    Setting("toast_sound", False, "Sound with a toast", "Coach", later=True),
    Setting(
        "work_days", [0, 1, 2, 3, 4], "Working days", "Coach", "The coach is silent on the others.", check=_weekdays,
        later=True, shown_as="weekdays",
    ),
    Setting("work_from", 8, "Working hours from", "Coach", unit="h", check=between(0, 24), later=True),
    Setting("work_until", 18, "Working hours until", "Coach", unit="h", check=between(0, 24), later=True),
    Setting("quiet_from", 20, "Quiet from", "Coach", "Silent also on working days.", unit="h", check=between(0, 24),
            later=True),
    Setting("quiet_until", 8, "Quiet until", "Coach", unit="h", check=between(0, 24), later=True),
    Setting(
        "muted_rules", [], "Rules you muted", "Coach", "Their insights stand in the inbox under Withheld alone.",
        check=_rule_names, shown_as="rules",
    ),
    Setting(
        "lowered_rules", [], "Rules that speak less often", "Coach",
        "After three dismissals in a row a rule needs one intensity more; each entry is one such step.",
        check=_rule_names, shown_as="rules",
    ),
    Setting(
        "stopped_rules", [], "Rules that a trial stopped", "Coach",
        "Their reminders made no difference, so they are not shown; what is critical still is.",
        check=_rule_names, shown_as="rules",
    ),
    Setting(
        "kept_rules", [], "Rules kept after a trial stopped them", "Coach",
        "You let them speak again, and no trial stops them any more.", check=_rule_names, shown_as="rules",
    ),
    Setting(
        "hold_out_percent", 0, "Hold back a random share", "Coach",
        "To find out whether reminders help: so many of 100 toasts stay away, and both are compared. 0 is off.",
        unit="%", check=between(0, 50), later=True, below=("goals",),
    ),
    Setting(
        "theme", "system", "Light or dark", "Look",
        choices={"system": "Follow the system", "light": "Light", "dark": "Dark"},
    ),
    Setting(
        "ui_scale", 100, "Size of everything", "Look", "On top of the scale of the system.", unit="%",
        check=between(100, 200), steps=(100, 125, 150, 175, 200),
    ),
    Setting("reduced_motion", False, "Reduce motion", "Look", "Nothing slides or fades."),
    Setting("chat_bubble", True, "Show the coach's bubble", "Look", "Ctrl+J opens the conversation without it, too."),
    Setting(
        "close_to_tray", False, "Keep running in the tray when the window is closed", "Look",
        "Needs a desktop with a tray; without one, closing quits.",
    ),
    Setting(
        "model_preset", "none", "Language model", "Model",
        "For free conversation and writing. Without one everything else works.",
        choices={
            "none": "None", "openai": "OpenAI", "ollama": "Ollama on this computer",
            "lmstudio": "LM Studio on this computer", "custom": "Another address",
        },
        below=("reach",),
    ),
    Setting(
        "model_address", "", "Address of the model", "Model",
        "It has to speak the API of OpenAI; most end in /v1.", check=at_most(300),
        only_with=("model_preset", ("custom",)), below=("key",),
    ),
    Setting(
        "model_name", "", "Name of the model", "Model",
        "Empty takes a usual one, or the first that is offered. A test of the connection lists them.",
        check=at_most(200), among="models", only_with=MODEL_CHOSEN, below=("connection", "usage"),
    ),
    Setting(
        "model_month_tokens", 2_000_000, "At most in a month", "Model",
        "Then the model is not asked any more. 0 is no limit.", unit="tokens", check=between(0, 1_000_000_000),
        only_with=MODEL_CHOSEN,
        steps=(0, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000),
    ),
    Setting(
        "model_month_cents", 0, "At most in a month, in money", "Model",
        "By the list price, or the one under More. 0 is no limit.", unit="cents", check=between(0, 10_000_000),
        only_with=MODEL_CHOSEN, steps=(0, 100, 200, 500, 1_000, 2_000, 5_000, 10_000),
    ),
    Setting(
        "model_seconds", 20, "Wait for the model", "Model", "So long it may say nothing.", unit="seconds",
        check=between(5, 600), later=True,
    ),
    Setting(
        "model_price_sent", 0, "Price of what is sent", "Model",
        "For a million tokens. 0 takes the list price, where there is one.", unit="cents", check=between(0, 1_000_000),
        later=True,
    ),
    Setting("model_price_written", 0, "Price of what is answered", "Model", "For a million tokens.", unit="cents",
            check=between(0, 1_000_000), later=True),
    Setting(
        "model_context_tokens", 6_000, "Told to the model in one turn", "Model",
        "Records, figures and earlier turns up to here, the most relevant first. More costs more.", unit="tokens",
        check=between(1_000, 200_000), later=True,
    ),
    Setting("model_sends_profile", True, "Send your business profile", SENT,
            "Your trade, team, revenue tier, and what you work on."),
    Setting("model_sends_figures", True, "Send your figures", SENT,
            "Totals, such as the worth of your pipeline, what you won and the hours you logged."),
    Setting("model_sends_people", True, "Send contacts and businesses", SENT,
            "Who they are, and how you stand with them."),
    Setting("model_sends_work", True, "Send deals, projects and tasks", SENT,
            "Titles, amounts, stages and dates."),
    Setting("model_sends_notes", True, "Send notes and messages", SENT,
            "What you wrote down, and what was said in calls, e-mails and messages."),
    Setting("model_sends_memories", True, "Send what the coach remembers", SENT,
            "What it kept from what you told it."),
    Setting("model_sends_earlier", True, "Send earlier conversations", SENT,
            "Off sends only what you write now."),
    Setting("model_sends_names", True, "Send names", SENT,
            "Off sends [name 1] for those of the records it is told of; other names in notes, or typed by you, go."),
    Setting("model_sends_addresses", False, "Send e-mail addresses, phone and bank numbers", SENT,
            "Off masks them, also in what you type.", below=("preview",)),
    Setting(
        "undo_days", 30, "Keep undo for", "Safety", "Older changes can no longer be taken back.", unit="days",
        check=between(1, 365),
    ),
    Setting("backup_daily", True, "Back up every day", "Safety", "At the first start of the day, beside the data."),
    Setting("sample_business", False, "This is the sample business", "Internal"),
    Setting("first_start_done", False, "First questions answered", "Internal"),
)  # fmt: skip
BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in DECLARED}


def names(value: Value) -> list[str]:
    """A setting that is a list of names, such as the muted rules."""
    return [str(name) for name in value] if isinstance(value, list) else []


def declaration(key: str) -> Setting:
    if key not in BY_KEY:
        raise CrmError(f"There is no setting called {key}.", kind="not_found", where=key)
    return BY_KEY[key]


def values(stored: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Every declared setting with its value; a stored value that no longer fits falls back to the default."""
    found = {setting.key: setting.default for setting in DECLARED}
    for key, text in stored:
        if key in BY_KEY:
            try:
                found[key] = BY_KEY[key].read(text)
            except CrmError:
                continue
    return found
