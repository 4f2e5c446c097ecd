"""Tail probabilities of the normal, chi-square, Student and F distributions, accurate to 1e-10, with the stdlib alone.

Formulas: Abramowitz and Stegun (1964) 6.5 and 26; continued fractions by Lentz's method as in Press et al.,
Numerical Recipes (3rd ed. 2007), 6.2 and 6.4. All take and give plain floats; probabilities lie in [0, 1].
"""

from collections.abc import Callable
from math import erfc, exp, inf, isnan, lgamma, log, log1p, sqrt

ROUNDS = 20_000
CLOSE = 1e-15
TINY = 1e-300


def normal_sf(z: float) -> float:
    """P(Z > z)."""
    return 0.5 * erfc(z / sqrt(2.0))


def two_sided(z: float) -> float:
    """P(|Z| >= |z|); 1 where z is not a number."""
    return 1.0 if isnan(z) else 2.0 * normal_sf(abs(z))


def chi2_sf(x: float, df: float) -> float:
    """P(X >= x) for df > 0 degrees of freedom."""
    return 1.0 if x <= 0.0 else _upper_gamma(df / 2.0, x / 2.0)


def t_two_sided(t: float, df: float) -> float:
    """P(|T| >= |t|) for df > 0 degrees of freedom."""
    if isnan(t):
        return 1.0
    square = t * t
    return 0.0 if square == inf else _beta(df / (df + square), square / (df + square), df / 2.0, 0.5)


def f_sf(x: float, above: float, below: float) -> float:
    """P(F >= x) with `above` and `below` degrees of freedom."""
    if x <= 0.0:
        return 1.0
    if x == inf:
        return 0.0
    whole = below + above * x
    return _beta(below / whole, above * x / whole, below / 2.0, above / 2.0)


def _upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x)."""
    if x == inf:
        return 0.0
    scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1.0:
        return max(0.0, 1.0 - scale * _gamma_series(a, x))
    return scale * _lentz(x + 1.0 - a, lambda i: (-i * (i - a), x + 2 * i + 1.0 - a))


def _gamma_series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for i in range(1, ROUNDS):
        term *= x / (a + i)
        total += term
        if term < total * CLOSE:
            break
    return total


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b). rest: 1 - x, given because a difference would lose digits."""
    if x <= 0.0 or rest <= 0.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _beta_part(rest, x, b, a)
    return _beta_part(x, rest, a, b)


def _beta_part(x: float, rest: float, a: float, b: float) -> float:
    log_rest = log(rest) if rest < 0.5 else log1p(-x)  # noqa: PLR2004 - whichever keeps its digits
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log_rest) / a

    def step(i: int) -> tuple[float, float]:
        m = i // 2
        if i % 2:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return min(1.0, scale * _lentz(1.0, step))


def _lentz(first: float, step: Callable[[int], tuple[float, float]]) -> float:
    """1 / (first + n1 / (d1 + n2 / (d2 + ...))), where step(i) gives (n_i, d_i) from i = 1 on."""
    value = c = first or TINY
    d = 0.0
    for i in range(1, ROUNDS):
        above, below = step(i)
        d = 1.0 / (below + above * d or TINY)
        c = below + above / c or TINY
        value *= c * d
        if abs(c * d - 1.0) < CLOSE:
            break
    return 1.0 / value
