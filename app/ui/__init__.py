"""All of the window."""
