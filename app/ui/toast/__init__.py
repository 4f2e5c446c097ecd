"""The coach's one thing at a time: a card in the corner, when it may come, and where it goes when nobody looks."""
