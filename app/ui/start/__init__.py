"""From the first paint to the furnished window, and what is shown when that cannot be."""
