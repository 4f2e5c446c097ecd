"""A new lead, from anywhere."""
