"""What everything stands on; imports nothing of the rest of the program."""
