"""A deal beside the board: its fields, the quick log line, what happened."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.core.errors import CrmError
from app.crm import businesses, contacts, deals, pipelines, timeline
from app.ui import words
from app.ui.desk import Desk
from app.ui.phrases import source_words
from app.ui.reading import read_date, read_money
from app.ui.widgets.fields import Fields, InlineText
from app.ui.widgets.link import Link
from app.ui.widgets.pane import Pane

MONEY, DAYS = ("value_cents", "cost_cents"), ("next_step_on", "expected_close_on")


class DealDetail(Pane):
    moved = Signal(object, object)
    """deal id, stage id"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "deal")
        self.deal_id: int | None = None
        self._contact_id: int | None = None
        self._currency = desk.currency
        self.title = InlineText("title", "Title of the deal", heading=True)
        self.fields = Fields(desk.look)
        self.person = Link(desk.look, right=True)
        self._fill()
        self.title.saved.connect(self._save)
        self.fields.saved.connect(self._save)
        self.delete.clicked.connect(self._remove)
        self.person.clicked.connect(self._open_person)

    def show_deal(self, deal_id: int) -> bool:
        """False when there is no such deal."""
        self.deal_id = deal_id
        return self.refresh()

    @Slot()
    def refresh(self) -> bool:
        """Read the deal again; False when it is gone."""
        if self.deal_id is None:
            return False
        try:
            with self._desk.read() as session:
                self._show(session, deals.get(session, self.deal_id))
                self.feed.show_moments(timeline.feed(session, "deal", self.deal_id), self._desk.now)
        except CrmError:
            self.deal_id = None
            return False
        return True

    def _fill(self) -> None:
        self.body.addWidget(self.title)
        self.fields.choice("stage_id", "Stage")
        self.fields.text("value_cents", "Value", "Not known")
        self.fields.text("cost_cents", "Cost", "Not known")
        self.fields.place("Contact", self.person)
        self.fields.text("next_step", "Next step", "What comes next?")
        self.fields.text("next_step_on", "On", "thu, in 3 days, 12 dec")
        self.fields.text("expected_close_on", "Expected", "When will it close?")
        self.fields.text("source", "Source", "Where did it come from?")
        self.body.addWidget(self.fields)
        self.end_with_feed()

    def _show(self, session: Any, deal: Any) -> None:
        stage = next(stage for stage in pipelines.stages(session) if stage.id == deal.stage_id)
        contact = contacts.get(session, deal.contact_id) if deal.contact_id else None
        business = businesses.get(session, deal.business_id) if deal.business_id else None
        self._currency, self._contact_id = deal.currency, deal.contact_id
        self.over.setText(f"Deal  ·  {self._state(deal, stage.name)}")
        self.title.show_text(deal.title)
        stages = pipelines.stages(session, stage.pipeline_id)
        self.fields.show_choices("stage_id", [(known.name, known.id) for known in stages], deal.stage_id)
        self._show_person(contact.name if contact else "", business.name if business else "")
        today = self._desk.now.date()
        days = {key: words.day(value, today) if (value := getattr(deal, key)) else "" for key in DAYS}
        sums = {
            key: words.money(value, deal.currency) if (value := getattr(deal, key)) is not None else "" for key in MONEY
        }
        rest = {"next_step": deal.next_step or "", "source": source_words(deal.source)}
        self.fields.show_texts(days | sums | rest)
        late = deal.next_step_on is not None and deal.next_step_on < today and deal.closed_at is None
        self.fields.tint("next_step_on", "error" if late else "accent")
        self.log.show_record(deal.contact_id, deal.id)

    def _state(self, deal: Any, stage: str) -> str:
        if deal.closed_at is None:
            return stage
        return f"{stage} {words.when(deal.closed_at, self._desk.now)}"

    def _show_person(self, person: str, business: str) -> None:
        text = ", ".join(part for part in (person, business) if part) or "No contact"
        self.person.setEnabled(bool(person))
        self.person.show_text(text)

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.deal_id is None:
            return
        if key == "stage_id":
            self.moved.emit(self.deal_id, value)
            return
        deal_id, at = self.deal_id, self._desk.now
        if self._desk.write(self._change(deal_id, key, value, at)) is None:
            self.refresh()

    def _change(self, deal_id: int, key: str, value: str, at: datetime) -> Callable[[Any], Any]:
        """The write of one field; what cannot be read is a CrmError inside it, which the desk shows."""

        def work(session: Any) -> Any:
            read: Any = value or None
            if key in MONEY:
                read = read_money(value, self._currency)
            elif key in DAYS:
                read = read_date(value, at.date())
            return deals.edit(session, deal_id, at=at, **{key: read})

        return work

    @Slot()
    def _remove(self) -> None:
        if self.deal_id is not None:
            self.removed.emit(self.deal_id)

    @Slot()
    def _open_person(self) -> None:
        if self._contact_id is not None:
            self._desk.open_wanted.emit("contact", self._contact_id)
