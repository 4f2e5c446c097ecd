"""The conversation with the coach: the bubble, the panel over the page, and what both and the Chat page show."""
