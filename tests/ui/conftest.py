"""Tests here may ask for a window."""

from tests.ui.opening import desk, look, window

__all__ = ["desk", "look", "window"]
