"""Tests of the parts of the Inbox page."""
