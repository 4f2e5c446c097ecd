"""What is typed into or chosen from."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.ui.gallery.stage import Group, Specimen, Stage
from app.ui.theme import tokens
from app.ui.widgets.chips import Chip, Chips
from app.ui.widgets.choice import Choice, InlineChoice
from app.ui.widgets.fields import Fields, InlineText, SavedChoice
from app.ui.widgets.inline_form import InlineForm
from app.ui.widgets.lookup import Lookup
from app.ui.widgets.person_field import PersonField
from app.ui.widgets.quick_log import QuickLog
from app.ui.widgets.share_bar import ShareBar
from app.ui.widgets.text_area import TextArea
from app.ui.widgets.typed import Typed, TypedNumber

CHOICES = (("Lead", "lead"), ("Client", "client"), ("Past client", "past"))


def _line(_stage: Stage) -> QWidget:
    made = QLineEdit("Typed gypsum")
    made.setAccessibleName("A line")
    return made


def _empty_line(_stage: Stage) -> QWidget:
    made = QLineEdit()
    made.setPlaceholderText("Name, business …")
    made.setAccessibleName("An empty line")
    return made


def _lines(_stage: Stage) -> QWidget:
    made = QPlainTextEdit("Several lines\nof gypsum")
    made.setAccessibleName("Lines")
    return made


def _inline(_stage: Stage) -> QWidget:
    made = InlineText("city", "City")
    made.show_text("Leipzig")
    return made


def _heading(_stage: Stage) -> QWidget:
    made = InlineText("name", "Name", heading=True)
    made.show_text("Ana Ruiz")
    return made


def _area(stage: Stage) -> QWidget:
    made = TextArea(stage.look, "notes", "Notes", "Write a note")
    made.show_text("First line\nSecond gypsum")
    return made


def _typed(_stage: Stage) -> QWidget:
    made = Typed("Business name")
    made.show_value("Acme")
    return made


def _number(_stage: Stage) -> QWidget:
    made = TypedNumber("Days")
    made.show_value(14)
    return made


def _choice(stage: Stage) -> QWidget:
    return Choice(stage.look, "Status", CHOICES)


def _inline_choice(stage: Stage) -> QWidget:
    return InlineChoice(stage.look, "Status", CHOICES)


def _saved_choice(stage: Stage) -> QWidget:
    return SavedChoice(stage.look, "status", "Status", CHOICES)


def _lookup(stage: Stage) -> QWidget:
    made = Lookup(stage.look, "Currency", lambda: (("Euro (EUR)", "EUR"), ("Franc (CHF)", "CHF")))
    made.show_value("EUR")
    return made


def _person(stage: Stage) -> QWidget:
    return PersonField(stage.desk, "Person")


def _chip(stage: Stage) -> QWidget:
    return Chip(stage.look, "printing", "Take off the tag printing")


def _chips(stage: Stage) -> QWidget:
    made = Chips(stage.look, "tag")
    made.show_words(["vip", "نجمة (A)", "family & friends", "long " * 30])
    made.offer(["print", "press"])
    return made


def _fields(stage: Stage) -> QWidget:
    made = Fields(stage.look)
    made.text("city", "City", "Where").show_text("Leipzig")
    made.text("due", "Next step on").show_text("3 days ago")
    made.tint("due", "error")
    made.text("site", "Website", "www …")
    made.choice("status", "Status", CHOICES)
    return made


def _log(stage: Stage) -> QWidget:
    made = QuickLog(stage.desk)
    made.show_record(stage.contact_id, None)
    made.field.setText("called 5 min wants a quote")
    return made


class Form(InlineForm):
    """Stores nothing."""

    def store(self) -> None:
        self.leave()


def _share(stage: Stage) -> QWidget:
    made = ShareBar(stage.look)
    made.setFixedWidth(stage.look.px(tokens.SETTING))
    made.show_share(0.4, "40 % of the limit used")
    return made


def _form(stage: Stage) -> QWidget:
    made = Form(stage.look, "deal", "Add deal")
    title = QLineEdit()
    made.place([(title, "Title", "Title", 1)])
    made.show()
    return made


GROUPS = (
    Group("Fields", (
        Specimen("Line", _line, states=True), Specimen("Empty line", _empty_line, states=True),
        Specimen("Lines", _lines, states=True), Specimen("Number", _number, states=True),
        Specimen("Text that is kept until it is right", _typed, states=True),
        Specimen("Choice", _choice, states=True), Specimen("Choice from a long list", _lookup, states=True),
        Specimen("Person", _person, states=True),
    )),
    Group("In place", (
        Specimen("Text in place", _inline, states=True), Specimen("Heading in place", _heading, states=True),
        Specimen("Lines in place", _area, states=True), Specimen("Choice in place", _inline_choice, states=True),
        Specimen("Saved choice", _saved_choice, states=True), Specimen("Chip", _chip, states=True),
        Specimen("Chips", _chips), Specimen("Fields", _fields), Specimen("Quick log", _log),
        Specimen("Form of one line", _form), Specimen("Share of a whole", _share),
    )),
)  # fmt: skip
