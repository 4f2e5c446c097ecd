"""Measures what the claim gate says of real histories, and how often it speaks falsely."""
