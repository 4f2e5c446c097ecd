"""The part of the style sheet for what Qt draws in its own way: menus, marks of choice, file dialogs."""

from collections.abc import Callable

from app.ui.theme import tokens as t
from app.ui.theme.tokens import Palette

Px = Callable[[int], int]


def menus(c: Palette, px: Px) -> str:
    """A checked line has a dot before it: the sheet cannot draw a tick."""
    dot, high = 2 * px(t.S0) + px(t.S0), px(t.S1) + px(t.S0)
    return f"""
    QMenu {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line}; padding: {px(t.S1)}px;
        icon-size: {px(t.ICON)}px; }}
    QMenu::item {{ padding: {high}px {px(t.S5)}px {high}px {px(t.S4)}px; border-radius: {px(t.CHIP_RADIUS)}px; }}
    QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.muted}; background: transparent; }}
    QMenu::icon {{ padding-left: {px(t.S2)}px; }}
    QMenu::indicator {{ width: {dot}px; height: {dot}px; left: {px(t.S1) + px(t.S0)}px; border-radius: {dot // 2}px; }}
    QMenu::indicator:checked {{ background: {c.accent}; }}
    QMenu::separator {{ height: {t.HAIRLINE}px; background: {c.line}; margin: {px(t.S1)}px 0; }}
    """


def marks(c: Palette, px: Px) -> str:
    """Radio buttons; boxes with a tick are painted by `widgets/check.py`."""
    side = px(t.ICON) - 2 * t.HAIRLINE
    heart = px(t.ICON) - 2 * px(t.S1)
    round_by = px(t.ICON) // 2
    return f"""
    QRadioButton {{ spacing: {px(t.S2)}px; padding: {px(t.S1)}px; border: {t.FOCUS_LINE}px solid transparent;
        border-radius: {px(t.RADIUS)}px; }}
    QRadioButton:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator {{ width: {side}px; height: {side}px; border: {t.HAIRLINE}px solid {c.muted};
        border-radius: {round_by}px; background: {c.surface}; }}
    QRadioButton::indicator:hover {{ border-color: {c.accent}; }}
    QRadioButton::indicator:checked {{ width: {heart}px; height: {heart}px; border: {px(t.S1)}px solid {c.accent}; }}
    QRadioButton:disabled {{ color: {c.muted}; }}
    """


def dialogs(c: Palette, px: Px) -> str:
    """The file dialog where the system has none of its own."""
    return f"""
    QTreeView {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
    QFileDialog QListView {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
    QTreeView::item, QFileDialog QListView::item {{ min-height: {px(t.FIELD_ROW)}px; }}
    """
