"""What the coach is working on, as the owner sees it in Settings."""
