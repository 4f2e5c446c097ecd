"""How fast the program is on ten years of data, measured beside a yardstick in the same run."""
