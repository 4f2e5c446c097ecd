"""The parts of the page that a setting names as standing below it."""

from collections.abc import Callable, Mapping

from app.ui.desk import Desk
from app.ui.settings.goal_list import GoalsPart
from app.ui.settings.key_field import KeyRow
from app.ui.settings.model_connection import ConnectionRow
from app.ui.settings.model_reach import Reach
from app.ui.settings.model_usage import UsageRow
from app.ui.settings.part import Part
from app.ui.settings.preview import PreviewRow

PARTS: Mapping[str, Callable[[Desk], Part]] = {
    "reach": Reach, "key": KeyRow, "connection": ConnectionRow, "usage": UsageRow, "preview": PreviewRow,
    "goals": GoalsPart,
}  # fmt: skip
