"""How things stand, read-only: who waits, what is late, what has gone quiet. The facts the coach's rules speak from.

Every list is the top of a longer one, ranked in SQL, with the count and the sum of all.
"""
