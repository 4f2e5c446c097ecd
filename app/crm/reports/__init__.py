"""What the owner's own records say over time, read-only. SQL adds up; sums stay within one currency."""
