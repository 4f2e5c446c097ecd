"""The businesses: how one is described, its pane, and how a new one is added."""
