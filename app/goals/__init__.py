"""What the coach wants to help with: made from rules, pursued in conversation, and never recited."""
