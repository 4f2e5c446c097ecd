"""What the program itself does and uses: read for the owner, and for the limits they set."""
