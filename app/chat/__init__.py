"""Talking with the coach: with a language model where there is one, else from the owner's own figures."""
