"""The board of deals."""
