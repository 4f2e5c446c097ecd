"""The one field for finding records and asking for things, and what it offers."""
