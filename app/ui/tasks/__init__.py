"""The parts of the tasks page."""
