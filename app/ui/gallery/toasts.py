"""The coach's toast in every state."""

import time

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.ui.gallery.data import NAMES
from app.ui.gallery.stage import Group, Specimen, Stage, side_by_side
from app.ui.theme import tokens
from app.ui.toast.content import ToastContent
from app.ui.toast.toast import Toast

USUAL = ToastContent(
    1, "from 48 of your deals",
    "Great close. Your referred deals keep 41 % margin, others 29 % (n 17 and 31). Ask Lena while it is fresh.",
    ("Ask for a referral",), False, 10,
)  # fmt: skip
CRITICAL = ToastContent(2, "3 leads", "3 leads have not been contacted in 7+ days: Ana, Bo, Cy.", ("Plan three calls",
                        "Open the leads"), True, 0)  # fmt: skip
REMARK = ToastContent(3, "", "You finished 12 tasks this week, 4 more than last week.", (), False, 10)
LONG = ToastContent(4, "deal stuck", f"{' '.join(NAMES[-1])} " * 5, (f"Call {' '.join(NAMES[-1])}",
                    "Write to her", "Close it", "Wait"), False, 10)  # fmt: skip
FROM_THE_RIGHT = ToastContent(5, "نجمة", "نجمة الحسيني لم تتلقّ جوابًا منذ ثلاثة أيام. " * 3, ("Call her",), False, 10)
DONE = ToastContent(0, "", "Task created.", (), False, 6, undo=True)


def _toast(stage: Stage, content: ToastContent, *, left: float | None = None, behind: int = 0) -> Toast:
    made = Toast(stage.look, time.monotonic)
    made.show_content(content, QSize(stage.look.px(tokens.TOAST), stage.look.px(tokens.WINDOW[1])), left)
    made.show_count(behind)
    made.countdown.stop()
    return made


def _specimen(title: str, content: ToastContent, *, left: float | None = None, behind: int = 0) -> Specimen:
    def make(stage: Stage) -> QWidget:
        return side_by_side(stage.look, [_toast(stage, content, left=left, behind=behind)])

    return Specimen(title, make)


GROUPS = (
    Group("Toast", (
        _specimen("Toast, half of its time over, two behind it", USUAL, left=USUAL.seconds / 2, behind=2),
        _specimen("Critical: it stays", CRITICAL), _specimen("A remark", REMARK),
        _specimen("More than fits", LONG), _specimen("From right to left", FROM_THE_RIGHT),
        _specimen("What was done", DONE),
    )),
)  # fmt: skip
