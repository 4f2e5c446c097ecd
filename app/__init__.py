"""Rainmaker: a desktop CRM with a coach, for people who run a business alone."""

__version__ = "0.1.0"
