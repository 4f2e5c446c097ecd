"""Long lists with names to pick from: currencies, countries, trades. Read when first asked for."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType

from app.crm import names

NO_COUNTRIES = ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
Named = tuple[tuple[str, str], ...]
"""(name as it is read, value as it is kept), by name."""


@cache
def currencies() -> Named:
    """Those in use today somewhere, named in the locale with their code: "Euro (EUR)"."""
    from babel.core import get_global  # noqa: PLC0415 - after the first paint

    from app.ui import words  # noqa: PLC0415

    periods = (period for territory in get_global("territory_currencies").values() for period in territory)
    current = {code for code, _start, end, tender in periods if tender and not end}
    known = words.locale().currencies
    return _by_name((f"{known[code]} ({code})", code) for code in current if code in known)


def currency_here(otherwise: str) -> str:
    """Of the country the system is set to."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - after the first paint

    from app.ui import words  # noqa: PLC0415

    territory = words.locale().territory
    found = get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else otherwise


@cache
def countries() -> Named:
    """Two-letter codes named in the locale; none means the system's."""
    from app.ui import words  # noqa: PLC0415 - after the first paint

    real = ((f"{name} ({code})", code) for code, name in words.locale().territories.items() if _is_country(code))
    return (("As the system", ""), *_by_name(real))


@cache
def trades() -> Named:
    """Suggestions; any other text is as good."""
    import yaml  # noqa: PLC0415 - after the first paint

    from app.core.paths import source_tree  # noqa: PLC0415

    text = (source_tree("resources") / "lists" / "trades.yaml").read_text("utf-8")
    return tuple((name, name) for name in yaml.safe_load(text)["trades"])


def models() -> Named:
    """None until a test of the connection has listed them."""
    return ()


LISTS: Mapping[str, Callable[[], Named]] = MappingProxyType(
    {"currencies": currencies, "countries": countries, "trades": trades, "models": models}
)


def _by_name(pairs: Iterable[tuple[str, str]]) -> Named:
    return tuple(sorted(pairs, key=lambda pair: names.fold(pair[0])))


def _is_country(code: str) -> bool:
    return code.isalpha() and len(code) == len("XX") and code not in NO_COUNTRIES
