"""Every colour and every size of the window. Sizes are pixels at 100 %; `Look.px` scales them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One theme. `soft` colours are fills for their strong one; text on a strong fill is `background`."""

    background: str
    surface: str
    sidebar: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    amber: str
    amber_soft: str
    red: str
    red_strong: str
    red_soft: str
    green: str
    green_soft: str
    coach: str
    coach_strong: str
    coach_soft: str
    shadow: str


LIGHT = Palette(
    background="#f6f5f2", surface="#ffffff", sidebar="#efede8", hover="#f2f0ec", line="#e2dfd8",
    text="#22262b", muted="#62676e", accent="#0f6e6e", accent_strong="#0b5a5a", accent_soft="#e2f0ef",
    amber="#8f5400", amber_soft="#fbefd9", red="#b3261e", red_strong="#8f1d17", red_soft="#fbe9e7",
    green="#2c6e3f", green_soft="#e4f1e6", coach="#6b4bb8", coach_strong="#573a9e",
    coach_soft="#f0ebfb", shadow="#3a000000",
)  # fmt: skip
DARK = Palette(
    background="#15191e", surface="#1c2127", sidebar="#12161a", hover="#232930", line="#2b323a",
    text="#e6e8ea", muted="#98a0a8", accent="#4fb3ae", accent_strong="#6cc7c2", accent_soft="#17302f",
    amber="#e0a54a", amber_soft="#33291a", red="#f0837b", red_strong="#f5a39d", red_soft="#3a2222",
    green="#7fc191", green_soft="#1b2d20", coach="#b49bf2", coach_strong="#c8b5f7",
    coach_soft="#2a2340", shadow="#8c000000",
)  # fmt: skip

AVATARS = ("#85591a", "#3a6f4b", "#3f6d93", "#96474a", "#56616e", "#24706f", "#8a4a6f", "#6b6a2a")
"""Behind initials, the same in both themes. No violet: that is the coach's."""
AVATAR_TEXT = "#f6f5f2"

TEXT_PAIRS = (
    ("text", "background"), ("text", "surface"), ("text", "sidebar"), ("text", "hover"), ("text", "accent_soft"),
    ("text", "green_soft"), ("muted", "background"), ("muted", "surface"), ("muted", "sidebar"), ("muted", "hover"),
    ("muted", "green_soft"), ("muted", "accent_soft"), ("accent", "background"), ("accent", "surface"),
    ("accent", "accent_soft"), ("accent", "hover"), ("background", "accent"), ("background", "accent_strong"),
    ("amber", "amber_soft"), ("amber", "surface"), ("red", "surface"), ("red", "background"), ("red", "red_soft"),
    ("background", "red"), ("background", "red_strong"), ("green", "surface"), ("green", "green_soft"),
    ("coach", "surface"), ("text", "coach_soft"), ("muted", "coach_soft"), ("coach", "background"),
    ("amber", "hover"), ("amber", "accent_soft"), ("red", "hover"), ("red", "accent_soft"),
    ("coach", "coach_soft"), ("background", "coach"), ("background", "coach_strong"),
)  # fmt: skip
"""Text colour and what it stands on: at least 4.5:1, by test."""
LINE_PAIRS = (
    ("accent", "background"), ("accent", "surface"), ("accent", "sidebar"), ("accent", "line"), ("muted", "surface"),
    ("muted", "background"), ("muted", "sidebar"), ("red", "background"), ("coach", "coach_soft"), ("coach", "surface"),
)  # fmt: skip
"""Lines and marks that carry meaning (focus, drop target, progress) and their ground: at least 3:1, by test."""

HAIRLINE, FOCUS_LINE = 1, 2
S0, S1, S2, S3, S4, S5, S6 = 2, 4, 8, 12, 16, 24, 32
RADIUS, CARD_RADIUS, CHIP_RADIUS = 6, 10, 4

META, BODY, TITLE, PAGE_TITLE, FIGURE = 12, 13, 15, 20, 28
INITIALS = 8
REGULAR, SEMIBOLD = 400, 600

ICON, ICON_LARGE, ICON_EMPTY = 16, 20, 40
AVATAR, AVATAR_LARGE = 16, 40

CONTROL = 32
SIDEBAR, SIDEBAR_NARROW, SIDEBAR_ROW, NARROW_WINDOW = 200, 56, 32, 1000
TITLE_LINE, BOTTOM_LINE = 60, 28
SEARCH, SEARCH_NARROW, SEARCH_POPUP, SEARCH_ROW, SEARCH_ROWS = 210, 150, 480, 44, 9
LEAD_FORM = 440
TODAY_ROW, FIGURE_HIGH, TWO_COLUMNS = 48, 64, 820
DETAIL, DETAIL_MIN, DETAIL_MAX = 360, 280, 520
CONTENT_MIN, BOTH_MIN = 240, 660
WINDOW, WINDOW_MIN = (1280, 800), (760, 480)

COLUMN_MIN, COLUMN_MAX, COLUMN_CLOSED = 172, 320, 40
CARD, CARD_GAP = 83, 8
FUNNEL_BAR, FUNNEL_ROW, FUNNEL_STAGE, FUNNEL_WORDS = 36, 60, 150, 136
STUCK_WIDE, COUNT_WIDE = 80, 48
ROW = 36
FIELD_LABEL = 96
HIGHEST = 100_000
FIELD_ROW = 28
WHEN = 88
DIALOG, DOOR, FORM = (760, 560), (220, 180), 400
COMBO_MIN = 150
PROGRESS = 4
CHART, DOT, PICTURE, REPORTS, TWO_CARDS = 196, 9, (880, 520), 1440, 640
SWITCH, NUMBER, SETTING, SHEET, NARROW_SHEET = (36, 20), 64, 280, 760, 560
PROGRESS_WIDTH = 140
SCROLLBAR, SCROLLBAR_THUMB_MIN = 12, 32
MESSAGE_MAX = 560
TOAST, TOAST_RADIUS, TIME_BAR, TOAST_MENU_LETTERS = 360, 14, 3, 40
CHIP_WORD, AREA_LINES, HALF = 180, 12, 720
CHAT, CHAT_MIN, CHAT_COLUMN, BUBBLE, CHAT_GRIP = (400, 640), (320, 320), 680, 44, 6
CHAT_LINES, CHAT_HISTORY, CHAT_BESIDE = 8, 260, 700
DRAG_EDGE, DRAG_STEP, SHADOW_BLUR, SHADOW_DROP = 40, 16, 24, 4

MOTION = 160
MESSAGE_STAYS, ERROR_STAYS = 5_000, 12_000
TOAST_BEAT, TOAST_WATCH, TOAST_REST = 100, 250, 600
PROGRESS_LATE, FRAME, COUNTED, PAINTED = 400, 16, 200, 250
"""Milliseconds."""

NAME_WIDE, WORD_WIDE, MIDDLE_WIDE, LONG_WIDE, WHAT_WIDE = 220, 110, 150, 200, 164
BOX_WIDE, TASK_WIDE, SHORT_WIDE, GROUP_HEAD = 52, 300, 80, 40
"""Columns of tables, at first."""
