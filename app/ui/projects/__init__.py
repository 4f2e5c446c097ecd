"""The parts of the Projects & Time page, and the timer."""
