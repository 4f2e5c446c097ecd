"""What may be said of a share counted on few cases."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson(won: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The interval in which the true share lies, from 0 to 1; 95 % unless another z is given.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = won / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)
