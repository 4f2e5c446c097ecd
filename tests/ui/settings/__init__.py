"""Tests of the parts of the Settings page."""
