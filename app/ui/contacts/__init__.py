"""The people: table, detail, and how a new one is added."""
