"""The pages of the sidebar: one file a page, listed in `all.py`."""
