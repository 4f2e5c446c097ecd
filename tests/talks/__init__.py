"""Scripted weeks with the coach, and a model that tells all it was told."""
