"""The command line: commands over the same services as the window; never imports Qt."""
