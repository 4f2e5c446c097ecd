"""A page's list of records: filter, saved filters, table, and the same change to many."""
