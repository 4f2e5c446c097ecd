"""What models are asked for, as whole numbers: comparing enum members takes twice the time of a frame."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
HINT = int(Qt.ItemDataRole.ToolTipRole)
EDIT = int(Qt.ItemDataRole.EditRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
OWN = int(Qt.ItemDataRole.UserRole)
"""The first role a model may use as it likes."""
