"""The style sheet, written from the tokens."""

from collections.abc import Callable

from app.ui.theme import native
from app.ui.theme import tokens as t
from app.ui.theme.tokens import Palette

Px = Callable[[int], int]


def sheet(c: Palette, px: Px) -> str:
    """Qt style sheet for one palette at one scale."""
    parts = (
        _ground, _text, _buttons, _fields, native.marks, _lists, native.dialogs, _frame, _bars, native.menus, _popups,
    )  # fmt: skip
    return "\n".join(part(c, px) for part in parts)


def _ground(c: Palette, px: Px) -> str:
    return f"""
    * {{ outline: none; }}
    QWidget {{ color: {c.text}; font-size: {px(t.BODY)}px; }}
    QMainWindow, QDialog, QWidget[ground="background"] {{ background: {c.background}; }}
    QWidget[ground="surface"] {{ background: {c.surface}; }}
    QWidget[ground="sidebar"] {{ background: {c.sidebar}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QToolTip {{ background: {c.surface}; color: {c.text}; border: {t.HAIRLINE}px solid {c.line};
        padding: {px(t.S1)}px {px(t.S2)}px; font-size: {px(t.META)}px; }}
    QSplitter::handle {{ background: {c.line}; }}
    """


def _text(c: Palette, px: Px) -> str:
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[tone="page"] {{ font-size: {px(t.PAGE_TITLE)}px; font-weight: {t.SEMIBOLD}; }}
    QLabel[tone="title"] {{ font-size: {px(t.TITLE)}px; font-weight: {t.SEMIBOLD}; }}
    QLabel[tone="lead"] {{ font-size: {px(t.TITLE)}px; color: {c.muted}; }}
    QLabel[tone="figure"] {{ font-size: {px(t.FIGURE)}px; font-weight: {t.SEMIBOLD}; }}
    QLabel[tone="strong"] {{ font-weight: {t.SEMIBOLD}; }}
    QLabel[tone="muted"] {{ color: {c.muted}; }}
    QLabel[tone="meta"] {{ color: {c.muted}; font-size: {px(t.META)}px; }}
    QLabel[tone="error"] {{ color: {c.red}; }}
    QLabel[tone="accent"] {{ color: {c.accent}; }}
    QLabel[tone="coach"] {{ color: {c.coach}; font-weight: {t.SEMIBOLD}; }}
    """


def _buttons(c: Palette, px: Px) -> str:
    return f"""
    QPushButton {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line}; border-radius: {px(t.RADIUS)}px;
        padding: 0 {px(t.S3)}px; min-height: {px(t.CONTROL) - 2 * t.HAIRLINE}px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.line}; }}
    QPushButton:focus {{ border: {t.FOCUS_LINE}px solid {c.accent}; padding: 0 {px(t.S3) - 1}px;
        min-height: {px(t.CONTROL) - 2 * t.FOCUS_LINE}px; }}
    QPushButton:disabled {{ color: {c.muted}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.background}; border-color: {c.accent};
        font-weight: {t.SEMIBOLD}; }}
    QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{ background: {c.accent_strong}; }}
    QPushButton[kind="danger"] {{ background: {c.red}; color: {c.background}; border-color: {c.red};
        font-weight: {t.SEMIBOLD}; }}
    QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed {{ background: {c.red_strong}; }}
    QPushButton[kind="coach"] {{ background: {c.coach}; color: {c.background}; border-color: {c.coach};
        font-weight: {t.SEMIBOLD}; }}
    QPushButton[kind="coach"]:hover, QPushButton[kind="coach"]:pressed {{ background: {c.coach_strong}; }}
    QPushButton[kind="coach"]:focus {{ border-color: {c.coach}; }}
    QPushButton[kind="coach"]:disabled {{ background: {c.hover}; color: {c.muted}; border-color: {c.line}; }}
    QPushButton[kind="primary"]:focus {{ border-color: {c.accent}; }}
    QPushButton[kind="danger"]:focus {{ border-color: {c.red}; }}
    QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {{ background: {c.hover};
        color: {c.muted}; border-color: {c.line}; }}
    QPushButton[kind="plain"], QToolButton {{ background: transparent; border: {t.HAIRLINE}px solid transparent;
        color: {c.muted}; border-radius: {px(t.RADIUS)}px; padding: 0 {px(t.S1)}px; }}
    QPushButton[kind="plain"] {{ min-height: {px(t.S5) - 2}px; }}
    QPushButton[kind="plain"]:hover, QToolButton:hover {{ background: {c.hover}; color: {c.text}; }}
    QPushButton[kind="plain"]:pressed, QToolButton:pressed {{ background: {c.line}; color: {c.text}; }}
    QPushButton[kind="plain"]:focus, QToolButton:focus {{ border: {t.FOCUS_LINE}px solid {c.accent};
        padding: 0 {px(t.S1) - 1}px; }}
    QPushButton[kind="plain"]:focus {{ min-height: {px(t.S5) - 4}px; }}
    QPushButton[kind="segment"] {{ background: transparent; border: {t.HAIRLINE}px solid transparent;
        color: {c.muted}; padding: 0 {px(t.S3)}px; min-height: {px(t.CONTROL) - 4 * t.HAIRLINE}px; }}
    QPushButton[kind="segment"]:hover {{ color: {c.text}; }}
    QPushButton[kind="segment"]:checked {{ background: {c.accent_soft}; color: {c.accent}; }}
    QPushButton[kind="segment"]:checked:disabled {{ background: {c.hover}; color: {c.muted}; }}
    QPushButton[kind="segment"]:focus {{ border: {t.FOCUS_LINE}px solid {c.accent}; padding: 0 {px(t.S3) - 1}px;
        min-height: {px(t.CONTROL) - 4 * t.HAIRLINE - 2}px; }}
    QPushButton[kind="door"], QPushButton[kind="door"]:focus {{ border-radius: {px(t.CARD_RADIUS)}px; padding: 0;
        min-width: {px(t.DOOR[0])}px; min-height: {px(t.DOOR[1])}px; }}
    QPushButton[kind="wide-door"], QPushButton[kind="wide-door"]:focus {{ border-radius: {px(t.CARD_RADIUS)}px;
        padding: 0; min-height: {px(t.DOOR[1]) // 2}px; }}
    QPushButton[kind="door"]:focus {{ min-width: {px(t.DOOR[0]) - 2}px; min-height: {px(t.DOOR[1]) - 2}px; }}
    QPushButton[kind="wide-door"]:focus {{ min-height: {px(t.DOOR[1]) // 2 - 2}px; }}
    QPushButton[kind="chip"] {{ background: {c.accent_soft}; border: {t.HAIRLINE}px solid {c.accent_soft};
        color: {c.text}; border-radius: {px(t.S5) // 2}px; padding: 0 {px(t.S2)}px; min-height: {px(t.S5) - 2}px; }}
    QPushButton[kind="chip"]:hover {{ border-color: {c.accent}; }}
    QPushButton[kind="chip"]:disabled {{ background: {c.hover}; color: {c.muted}; border-color: {c.hover}; }}
    QPushButton[kind="chip"]:focus {{ border: {t.FOCUS_LINE}px solid {c.accent}; padding: 0 {px(t.S2) - 1}px;
        min-height: {px(t.S5) - 4}px; }}
    QToolButton {{ padding: {px(t.S1)}px; }}
    QToolButton:focus {{ padding: {px(t.S1) - 1}px; }}
    QToolButton::menu-indicator {{ image: none; }}
    """


def _fields(c: Palette, px: Px) -> str:
    return f"""
    QLineEdit, QComboBox, QPlainTextEdit, QTextEdit {{ background: {c.surface};
        border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.RADIUS)}px; padding: 0 {px(t.S2)}px; min-height: {px(t.CONTROL) - 2}px;
        selection-background-color: {c.accent}; selection-color: {c.background};
        placeholder-text-color: {c.muted}; }}
    QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ color: {c.muted};
        background: {c.hover}; }}
    QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
        border: {t.FOCUS_LINE}px solid {c.accent}; padding: 0 {px(t.S2) - 1}px; min-height: {px(t.CONTROL) - 4}px; }}
    QPlainTextEdit {{ padding: {px(t.S2)}px; }}
    QLineEdit[kind="inline"], QComboBox[kind="inline"] {{ background: transparent; border-color: transparent;
        min-height: {px(t.FIELD_ROW) - 2}px; padding: 0 {px(t.S1)}px; }}
    QLineEdit[kind="inline"]:hover, QComboBox[kind="inline"]:hover {{ background: {c.hover}; }}
    QLineEdit[kind="inline"]:focus, QComboBox[kind="inline"]:focus {{ background: {c.surface};
        border: {t.FOCUS_LINE}px solid {c.accent}; min-height: {px(t.FIELD_ROW) - 4}px; padding: 0 {px(t.S1) - 1}px; }}
    QPlainTextEdit[kind="inline"] {{ background: transparent; border-color: transparent; min-height: 0;
        padding: {px(t.S1) - 1}px; }}
    QPlainTextEdit[kind="inline"]:hover {{ background: {c.hover}; }}
    QPlainTextEdit[kind="inline"]:focus {{ background: {c.surface}; border: {t.FOCUS_LINE}px solid {c.accent};
        padding: {px(t.S1) - 2}px; min-height: 0; }}
    QTextBrowser {{ background: transparent; border: {t.FOCUS_LINE}px solid transparent; padding: 0;
        min-height: 0; }}
    QTextBrowser:focus {{ border-color: {c.accent}; padding: 0; min-height: 0; }}
    QLineEdit[kind="heading"] {{ background: transparent; border-color: transparent; font-size: {px(t.TITLE)}px;
        font-weight: {t.SEMIBOLD}; padding: 0; }}
    QLineEdit[kind="heading"]:hover {{ background: {c.hover}; }}
    QLineEdit[kind="heading"]:focus {{ background: {c.surface}; border: {t.FOCUS_LINE}px solid {c.accent};
        padding: 0; }}
    QLineEdit[tone="accent"] {{ color: {c.accent}; }}
    QLineEdit[tone="error"] {{ color: {c.red}; }}
    QComboBox QLineEdit, QComboBox QLineEdit:focus {{ background: transparent; border: none; padding: 0;
        min-height: {px(t.S4)}px; }}
    QComboBox::drop-down {{ border: none; width: {px(t.S4)}px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; padding: {px(t.S1)}px; }}
    QComboBox QAbstractItemView::item {{ min-height: {px(t.FIELD_ROW)}px; padding: 0 {px(t.S1)}px; }}
    QComboBox QAbstractItemView::item:hover, QComboBox QAbstractItemView::item:selected {{
        background: {c.accent_soft}; color: {c.text}; }}
    """


def _lists(c: Palette, px: Px) -> str:
    return f"""
    QListView, QTableView {{ background: transparent; border: none; }}
    QTableView {{ background: {c.surface}; alternate-background-color: {c.surface}; gridline-color: {c.line};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
    QTableWidget::item {{ padding: 0 {px(t.S2)}px; }}
    QTableView::item:focus {{ border: {t.FOCUS_LINE}px solid {c.accent}; }}
    QTableView[kind="page"] {{ border-top: {t.HAIRLINE}px solid {c.line}; }}
    QTableView[kind="cards"] {{ background: transparent; selection-background-color: transparent; }}
    QTableView[kind="cards"] QHeaderView, QTableView[kind="cards"] QHeaderView::section {{ background: transparent; }}
    QHeaderView, QTableCornerButton::section {{ background: {c.surface}; }}
    QHeaderView::section {{ background: {c.surface}; color: {c.muted}; border: none;
        border-bottom: {t.HAIRLINE}px solid {c.line}; padding: 0 {px(t.S2)}px; min-height: {px(t.CONTROL)}px;
        font-size: {px(t.META)}px; font-weight: {t.REGULAR}; }}
    QTableView[kind="page"] QHeaderView::section:first {{ padding-left: {px(t.S4) + px(t.S1)}px; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QHeaderView::section:hover {{ color: {c.text}; }}
    QHeaderView::down-arrow, QHeaderView::up-arrow {{ width: 0; height: 0; image: none; }}
    """


def _frame(c: Palette, px: Px) -> str:
    return f"""
    QWidget[part="sidebar"] {{ background: {c.sidebar}; border-right: {t.HAIRLINE}px solid {c.line}; }}
    QWidget[part="bottom"] {{ background: {c.background}; border-top: {t.HAIRLINE}px solid {c.line}; }}
    QWidget[part="bottom"] QLabel, QWidget[part="bottom"] QPushButton {{ font-size: {px(t.META)}px; color: {c.muted}; }}
    QWidget[part="bottom"] QPushButton {{ min-height: {px(t.S5) - 4}px; }}
    QWidget[part="bottom"] QPushButton:hover {{ color: {c.text}; }}
    QWidget[part="detail"] {{ background: {c.surface}; border-top: {t.HAIRLINE}px solid {c.line}; }}
    QWidget[part="search"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.RADIUS)}px; }}
    QWidget[part="search"][focused="true"] {{ border: {t.FOCUS_LINE}px solid {c.accent}; }}
    QWidget[part="search"] QLineEdit, QWidget[part="search"] QLineEdit:focus {{ border: none; background: transparent;
        padding: 0; min-height: {px(t.CONTROL) - 4}px; }}
    QWidget[part="bulk"] {{ background: {c.surface}; border-top: {t.HAIRLINE}px solid {c.line}; }}
    QWidget[part="panel"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="segments"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.RADIUS)}px; }}
    QWidget[part="rule"] {{ background: {c.line}; }}
    QWidget[part="inline-form"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.accent};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="notice"] {{ background: {c.amber_soft}; border-radius: {px(t.RADIUS)}px; }}
    QWidget[part="banner"] {{ background: {c.amber_soft}; }}
    QWidget[part="notice"] QLabel, QWidget[part="banner"] QLabel {{ color: {c.amber}; }}
    QWidget[part="coach"] {{ background: {c.coach_soft}; border-radius: {px(t.RADIUS)}px; }}
    QWidget[part="drop"] {{ background: {c.surface}; border: {t.HAIRLINE}px dashed {c.muted};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="drop"][over="true"] {{ border: {t.FOCUS_LINE}px solid {c.accent}; background: {c.accent_soft}; }}
    """


def _bars(c: Palette, px: Px) -> str:
    thumb = px(t.SCROLLBAR) - 4 * px(t.S0)
    return f"""
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: {px(t.SCROLLBAR)}px; }}
    QScrollBar:horizontal {{ height: {px(t.SCROLLBAR)}px; }}
    QScrollBar::handle {{ background: {c.line}; border-radius: {thumb // 2}px; }}
    QScrollBar::handle:vertical {{ margin: 0 {px(t.S0) * 2}px; }}
    QScrollBar::handle:horizontal {{ margin: {px(t.S0) * 2}px 0; }}
    QScrollBar::handle:vertical {{ min-height: {px(t.SCROLLBAR_THUMB_MIN)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {px(t.SCROLLBAR_THUMB_MIN)}px; }}
    QScrollBar::handle:hover {{ background: {c.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {c.line}; border: none; border-radius: {px(t.S0)}px; max-height: {px(t.PROGRESS)}px;
        min-height: {px(t.PROGRESS)}px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: {px(t.S0)}px; }}
    """


def _popups(c: Palette, px: Px) -> str:
    return f"""
    QListView[part="suggestions"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        selection-background-color: {c.accent_soft}; selection-color: {c.text}; padding: {px(t.S1)}px; }}
    QListView[part="suggestions"]::item {{ min-height: {px(t.FIELD_ROW)}px; padding: 0 {px(t.S2)}px; }}
    QListView[part="suggestions"]::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
    QWidget[part="popup"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="message"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="chat"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.TOAST_RADIUS)}px; }}
    QWidget[part="said"] {{ background: {c.coach_soft}; border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="wrong"] {{ background: {c.red_soft}; border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="compose"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.muted};
        border-radius: {px(t.CARD_RADIUS)}px; }}
    QWidget[part="compose"][focused="true"] {{ border: {t.FOCUS_LINE}px solid {c.coach}; }}
    QWidget[part="compose"] QPlainTextEdit, QWidget[part="compose"] QPlainTextEdit:focus {{ border: none;
        background: transparent; padding: 0; min-height: 0; }}
    QWidget[part="toast"] {{ background: {c.surface}; border: {t.HAIRLINE}px solid {c.line};
        border-radius: {px(t.TOAST_RADIUS)}px; }}
    """
