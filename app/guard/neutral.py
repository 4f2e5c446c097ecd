"""What is said where nothing else may be."""

NEUTRAL = "I lost my thread there. Ask me again, or ask what to do next and I will look at your numbers."
