"""The import dialog: choose a file, look at what it holds, import, take back."""
