"""What happens to the owner's data when the machine lets us down: a quick version with the tests, a long one by
`python -m tests.faults --kills 200`."""
