"""The conversation with the coach: text with its form, turns, cards, what stands where nothing was said."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.chat.shapes import Card, Details, Door, Guarded, Listed, Noted, Turn, Used
from app.ui.chat.beginning import Beginning
from app.ui.chat.bubble import Bubble
from app.ui.chat.coach_turn import CoachTurn
from app.ui.chat.composer import Composer
from app.ui.chat.history import HistoryView
from app.ui.chat.owner_turn import OwnerTurn
from app.ui.gallery.data import NAMES
from app.ui.gallery.stage import Group, Specimen, Stage, below
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain
from app.ui.widgets.markdown_view import MarkdownView

WRITTEN = """## This week

**Ana Ruiz** waits for a quote since *Tuesday*, see [the plan](https://example.org/plan) and [her deal](record:deal/1).

1. Call Ana
2. Write to Björn
   - with the map

> She said: next week.

| Deal | Value |
|---|---:|
| Map of a village | €4,900 |
| Website | €1,000,000,000,000 |

```
total = 4900 + 7500
```

لديك ثلاث صفقات مفتوحة هذا الأسبوع. <b>Not HTML</b> ![a picture](https://example.org/a.png)
"""
LONG_NAME = " ".join(NAMES[-1])
USED = (
    Used("deal", 1, "Illustrated map of a village"),
    Used("contact", 1, LONG_NAME),
    Used("memory", 1, "Likes paper"),
)
TASK = Card("create_task", "Create a task: Call Ana Ruiz about the quote, due tomorrow", {})
LETTER = Card("draft_message", f"Write to {LONG_NAME}", {}, "Write it", ("Dear Maximiliane,", "the quote is ready."))
NOTED = Noted(1, "team_size", "Team size", "3", 0.9, 7)


def _turn(stage: Stage, text: str, details: Details) -> Turn:
    return Turn(1, 1, "coach", text, stage.desk.now, details)


def _coach(title: str, text: str, details: Details, rating: int | None = None) -> Specimen:
    def make(stage: Stage) -> QWidget:
        made = CoachTurn(stage.look)
        made.show_turn(replace(_turn(stage, text, details), rating=rating))
        made.set_newest(True)
        return made

    return Specimen(title, make)


def _text(stage: Stage) -> QWidget:
    made = MarkdownView(stage.look)
    made.show_markdown(WRITTEN)
    return made


def _said(stage: Stage) -> QWidget:
    made = []
    for text in ("How is my pipeline?", f"{LONG_NAME} wrote. " * 6, "متى يجب أن أتصل بنجمة؟"):
        turn = OwnerTurn(stage.look)
        turn.show_words(text, replace(_turn(stage, text, Details()), role="owner"))
        turn.set_newest(True)
        made.append(turn)
    return below(stage.look, made, tokens.S2)


def _growing(stage: Stage) -> QWidget:
    before, amid = CoachTurn(stage.look), CoachTurn(stage.look)
    before.show_growing("", stopped=False)
    amid.show_growing("You have 4 open deals, two of", stopped=False)
    return below(stage.look, (before, amid), tokens.S3)


def _composer(stage: Stage) -> QWidget:
    made = []
    for text, answering, editing in (
        ("", False, False),
        ("Ana called.\nShe wants two.", True, False),
        ("A", False, True),
    ):
        one = Composer(stage.look)
        one.show_text(text, editing=editing)
        one.show_answering(answering)
        made.append(one)
    return below(stage.look, made, tokens.S2)


def _history(stage: Stage) -> QWidget:
    now = stage.desk.now
    made = HistoryView(stage.look, lambda: now)
    rows = (
        Listed(1, "How is my pipeline?", now, 12),
        Listed(2, LONG_NAME * 3, now - timedelta(days=3), 2, "… the map …"),
    )
    made.rows.show(rows)
    made.show_chosen(1)
    made.setFixedHeight(len(rows) * stage.look.px(tokens.TODAY_ROW))
    return made


def _beginning(stage: Stage) -> QWidget:
    made = Beginning(stage.look)
    made.show_ready(False)
    return made


def _bubble(stage: Stage) -> QWidget:
    ground = Plain()
    ground.setFixedHeight(stage.look.px(tokens.BUBBLE + tokens.BOTTOM_LINE + tokens.S6))
    Bubble(stage.look, ground)
    return ground


GROUPS = (
    Group("Conversation", (
        Specimen("Text with its form", _text), Specimen("What the owner said", _said),
        Specimen("Being written", _growing),
        _coach("An answer with all it can have", "Two deals are stuck.", Details(
            used=USED, cards=(TASK, LETTER), noted=(NOTED,), guard=Guarded(blocked=True)), rating=5),
        _coach("Cards done, failed and left", "Done.", Details(cards=(
            replace(TASK, state="done", said="Task created.", step=1), replace(TASK, said="The deal is deleted."),
            replace(TASK, state="undone"), replace(TASK, state="declined")))),
        _coach("Without a model", "4 open deals, €12,400.", Details(
            "offline", door=Door("settings", "Set up a model"))),
        _coach("Failed", "", Details("failed", error="The model did not answer within 20 seconds. Your words are kept.",
               door=Door("settings", "Check the model"))),
    )),
    Group("Conversation, around it", (
        Specimen("Where the owner writes", _composer), Specimen("Earlier conversations", _history, walked=True),
        Specimen("Nothing said yet", _beginning), Specimen("Bubble", _bubble),
    )),
)  # fmt: skip
