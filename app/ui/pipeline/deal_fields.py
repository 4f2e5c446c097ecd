"""The fields of a deal in its pane: what they show, and how what is typed is read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.crm import businesses, contacts, deals, listing, names, pipelines, timeline
from app.crm.deal_work import Margin
from app.ui import words
from app.ui.desk import Desk
from app.ui.lists import currencies
from app.ui.phrases import SOURCES, source_words
from app.ui.reading import read_date, read_money
from app.ui.records.own_fields import OWN
from app.ui.records.record_fields import RecordFields
from app.ui.records.record_name import RecordName
from app.ui.theme import tokens
from app.ui.widgets.basic import column, label
from app.ui.widgets.fields import Fields, InlineText
from app.ui.widgets.suggest import suggest

MONEY, DAYS = ("value_cents", "cost_cents"), ("next_step_on", "expected_close_on")


class DealFields(RecordFields):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "deal")
        self._currency = desk.currency
        self.lost, self.near = Fields(desk.look), Fields(desk.look)
        self.contact = RecordName(
            desk, "contact", InlineText("contact", "Contact", "Who is it with?"), timeline.suggest_contacts
        )
        self.business = RecordName(
            desk, "business", InlineText("business", "Business", "Which business?"), _suggest_businesses
        )
        self.margin = label("", "meta")
        self.margin.setWordWrap(True)
        self._fill()
        self._connect()

    def show_deal(self, session: Any, deal: Any, margin: Margin | None) -> None:
        self._currency = deal.currency
        self._show_stage(session, deal)
        contact = contacts.get(session, deal.contact_id).name if deal.contact_id else ""
        business = businesses.get(session, deal.business_id).name if deal.business_id else ""
        self.contact.show_record(deal.contact_id, contact)
        self.business.show_record(deal.business_id, business)
        today = self._desk.now.date()
        shown = {key: words.day(value, today) if (value := getattr(deal, key)) else "" for key in DAYS}
        for key in MONEY:
            value = getattr(deal, key)
            shown[key] = words.money(value, deal.currency) if value is not None else ""
        shown |= {"next_step": deal.next_step or "", "source": source_words(deal.source), "currency": deal.currency}
        self.near.show_texts(shown)
        self.lost.show_texts({"lost_reason": deal.lost_reason or ""})
        self.lost.setVisible(deal.won is False)
        late = deal.next_step_on is not None and deal.next_step_on < today and deal.closed_at is None
        self.near.tint("next_step_on", "error" if late else "accent")
        self.margin.setText(margin_words(margin, deal.currency))
        self.margin.setVisible(margin is not None)
        self.show_own(session, deal)

    def change(self, session: Any, record_id: int, key: str, value: Any, at: datetime) -> Any:
        return deals.edit(session, record_id, at=at, **self._read(session, key, value, at))

    def refuse(self, key: str) -> None:
        """What was typed is not taken: it stays, to be mended."""
        if key in ("contact", "business"):
            (self.contact if key == "contact" else self.business).field.refuse()
        else:
            super().refuse(key)

    def _read(self, session: Any, key: str, value: Any, at: datetime) -> Mapping[str, Any]:
        if key.startswith(OWN):
            return self._read_own(key, value, at.date())
        if key in ("contact", "business"):
            return {f"{key}_id": (self._contact if key == "contact" else self._business)(session, value, at)}
        return {key: self._typed(key, value, at)}

    def _typed(self, key: str, value: str, at: datetime) -> Any:
        if key in MONEY:
            return read_money(value, self._currency)
        if key in DAYS:
            return read_date(value, at.date())
        if key == "source":
            return next((kept for kept, said in SOURCES.items() if names.fold(said) == names.fold(value)), value)
        return value.upper() if key == "currency" else value or None

    def _business(self, session: Any, name: str, at: datetime) -> int | None:
        if not name:
            return None
        return self.business.known(name) or businesses.find_or_create(session, name, at=at)

    def _contact(self, session: Any, name: str, at: datetime) -> int | None:
        """The one suggested by this name, else the one who has it, else a new one."""
        if not name:
            return None
        known = self.contact.known(name)
        wanted = names.fold(name)
        found = timeline.suggest_contacts(session, name, 1) if known is None else []
        if found and names.fold(found[0][1]) == wanted:
            known = found[0][0]
        first, last = names.split(name)
        return known or contacts.create(session, at=at, first_name=first, last_name=last).id

    def _show_stage(self, session: Any, deal: Any) -> None:
        stage = next(stage for stage in pipelines.stages(session) if stage.id == deal.stage_id)
        known = pipelines.stages(session, stage.pipeline_id)
        self.near.show_choices("stage_id", [(other.name, other.id) for other in known], deal.stage_id)

    def _fill(self) -> None:
        near = self.near
        near.choice("stage_id", "Stage")
        near.text("value_cents", "Value", "Not known")
        suggest(near.text("currency", "Currency", "EUR"), [code for _name, code in currencies()])
        near.text("cost_cents", "Cost", "Not known, or by the hours")
        near.place("Contact", self.contact)
        near.place("Business", self.business)
        near.text("next_step", "Next step", "What comes next?")
        near.text("next_step_on", "On", "thu, in 3 days, 12 dec")
        near.text("expected_close_on", "Expected", "When will it close?")
        suggest(near.text("source", "Source", "Where did it come from?"), list(SOURCES.values()))
        self.lost.text("lost_reason", "Lost because", "Why was it lost?")
        stack = column(self._desk.look, tokens.S1, parent=self)
        for part in (self.margin, self.lost, near, self.own):
            stack.addWidget(part)

    def _connect(self) -> None:
        self.near.saved.connect(self.saved)
        self.lost.saved.connect(self.saved)
        self.contact.field.saved.connect(self.saved)
        self.business.field.saved.connect(self.saved)


def margin_words(margin: Margin | None, currency: str) -> str:
    """ "€2,300 margin (72 %): €3,200 less €900 for 12:00 h of work"."""
    if margin is None:
        return ""
    share = f" ({round(100 * margin.share)} %)" if margin.share is not None else ""
    hours = f" for {words.hours(margin.minutes)} of work" if margin.minutes else " of cost"
    made = f"{words.money(margin.value, currency)} less {words.money(margin.cost, currency)}{hours}"
    missing = "no cost an hour in this currency"
    gap = f". {words.many(margin.left_out, 'project')} not counted: {missing}" if margin.left_out else ""
    return f"{words.money(margin.cents, currency)} margin{share}: {made}{gap}"


def _suggest_businesses(session: Any, text: str, limit: int) -> list[tuple[int, str]]:
    ids = listing.find_ids(session, "business", text=text, limit=limit)
    rows = listing.fetch(session, "business", ids)
    return [(business_id, rows[business_id]["name"]) for business_id in ids if business_id in rows]
