"""The coach: says one useful thing at the right moment, and can prove that it was quiet otherwise."""
