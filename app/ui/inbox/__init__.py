"""The parts of the Inbox page: what the coach had to say, why, and how quiet it was."""
