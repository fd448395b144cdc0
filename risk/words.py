"""Numbers as a person would write them."""

from __future__ import annotations

import math
from typing import Any

from risk.parameter import Parameter

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Years beyond which a month says nothing of when something happens.
_LONG = 10.0
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS, _THIN = "\N{MINUS SIGN}", "\N{THIN SPACE}"
_SMALL_COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_ROUND_NUMBERS: dict[float, str] = {
    100: "a hundred", 1000: "a thousand", 10_000: "ten thousand", 100_000: "a hundred thousand", 1_000_000: "a million",
}  # fmt: skip

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "kappa": "κ", "mu": "μ", "nu": "ν",
    "rho": "ρ", "sigma": "σ", "omega": "ω", "lambda": "λ", "Delta": "Δ", "ell": "ℓ",
}  # fmt: skip

UNKNOWN = "unknown"

_LONGEST_IN_FULL = 1e4
_SHORTEST_IN_FULL = 1e-3
_LONGEST_COUNT = 1e12


def flop(value: float) -> str:
    """Training compute: 10²⁵ FLOP, or 2.1 × 10²⁵ FLOP."""
    if math.isnan(value):
        return UNKNOWN
    mantissa, power = f"{value:.1e}".split("e")
    mantissa = mantissa.removesuffix(".0")
    exponent = f"10{str(int(power)).translate(_RAISED)} FLOP"
    return exponent if mantissa == "1" else f"{mantissa} × {exponent}"


def date(value: float) -> str:
    """Month and year of a decimal year; "never" where it is infinite."""
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "never" if value > 0 else "always"
    if not 1900 <= value < 2200:
        return "after 2200" if value > 2000 else "before 1900"
    month = min(11, math.floor((value - math.floor(value)) * 12 + 1e-6))
    return f"{_MONTHS[month]} {math.floor(value)}"


def period(start: float, end: float) -> str:
    """From one date to another: once where they fall into the same month, without months where they lie far apart."""
    first, last = date(start), date(end)
    if _LONG <= end - start < math.inf and first.split()[0] in _MONTHS and last.split()[0] in _MONTHS:
        return f"{math.floor(start)} to {math.floor(end)}"
    return first if first == last else f"{first} to {last}"


def when(earliest: float, latest: float) -> str:
    """The span in which something happens, in running text: "between June 2026 and August 2028", "in May 2027"."""
    first, last = date(earliest), date(latest)
    ends = [not math.isnan(end) and 1900 <= end < 2200 for end in (earliest, latest)]
    if first == last:
        return f"in {first}" if all(ends) else first
    if all(ends):
        return f"between {first} and {last}"
    if ends[0]:
        return f"in {first} at the earliest, or {last}"
    return f"by {last} at the latest" if ends[1] else f"{first} or {last}"


def share(value: float) -> str:
    """Whole per cent; "none", "under 1 %" and "unknown" where that says more."""
    if math.isnan(value):
        return UNKNOWN
    if value <= 0:
        return "none"
    if value < 0.01:
        return "under 1 %"
    if 0.99 < value < 1:
        return "over 99 %"
    return f"{value * 100:.0f} %"


def count(value: float) -> str:
    """Whole number with thin spaces; "none" for zero."""
    return "none" if value == 0 else f"{value:,.0f}".replace(",", _THIN)


def number(value: float) -> str:
    """Whole number in running text: up to twelve as a word."""
    return _SMALL_COUNTS[int(value)] if value < len(_SMALL_COUNTS) else count(value)


def about(value: float) -> str:
    """A modelled number of actors: "fewer than one", "5", "340", "12 000", "more than 10¹²"."""
    if math.isnan(value):
        return UNKNOWN
    if value < 0.95:
        return "fewer than one"
    if value > _LONGEST_COUNT:
        return f"more than 10{str(round(math.log10(_LONGEST_COUNT))).translate(_RAISED)}"
    return count(float(f"{value:.1e}") if value >= 100 else round(value))


def crowd(value: float) -> str:
    """A round number of people in running text: "a thousand", "ten thousand", "2 000"."""
    return _ROUND_NUMBERS.get(value) or count(value)


def counted(value: float, thing: str, things: str = "") -> str:
    """Number and noun in running text: "no system", "one system", "12 systems"."""
    if value == 0:
        return f"no {thing}"
    return f"{number(value)} {thing if value == 1 else things or thing + 's'}"


def between(low: float, high: float) -> str:
    """Two counts as a span: "none", "2", "none to 2"."""
    low, high = sorted((low, high))
    return count(low) if low == high else f"{count(low)} to {count(high)}"


def index(value: float) -> str:
    """Danger index or a coordinate, to two decimals."""
    return UNKNOWN if math.isnan(value) else f"{round(value, 2) + 0.0:.2f}".replace("-", _MINUS)


def band(value: float, low: float, high: float) -> str:
    """Value with its band: 0.46 (0.31-0.58)."""
    if math.isnan(low) or math.isnan(high):
        return index(value)
    return f"{index(value)} ({index(low)}-{index(high)})"


def slope(value: float) -> str:
    """Slope to two decimals; infinite on a fold."""
    if math.isinf(value):
        return "infinite" if value > 0 else f"{_MINUS}infinite"
    return index(value)


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def inside(label: str) -> str:
    """A label inside a sentence: a name such as "I ≥ 0.60" or "EU AI Act" keeps its capital."""
    return label if len(label) < 2 or not label[1].islower() else label[0].lower() + label[1:]


def listed(names: list[str], most: int = 6) -> str:
    """Names in running text, the surplus counted."""
    shown = names[:most]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), "".join(shown[-1:]))))


def money(value: float) -> str:
    """An amount of US dollars in words: 1 billion USD, 20 million USD."""
    if math.isnan(value):
        return UNKNOWN
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size <= value < 1000 * size:
            return f"{value / size:.3g} {word} USD"
    return f"{plain(value)} USD"


def plain(value: float) -> str:
    """Four digits, large whole numbers in full, the largest and least as powers of ten; empty where there is none."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "no bound"
    if abs(value) >= _LONGEST_COUNT or 0.0 < abs(value) < _SHORTEST_IN_FULL:
        text = flop(value).removesuffix(" FLOP")
    else:
        text = count(value) if abs(value) >= _LONGEST_IN_FULL else f"{value:.4g}"
    return text.replace("-", _MINUS)


def symbol(latex: str) -> str:
    """A symbol or formula as plain text, for tables and for searching: ``k_{\\max}`` is k_max."""
    for name, letter in _GREEK.items():
        latex = latex.replace(f"\\{name}", letter)
    return latex.replace(r"\mathrm", "").translate(str.maketrans("", "", "\\{}^"))


def labelled(label: str, latex: str) -> str:
    """Label with its symbol, where it does not end with it already."""
    written = symbol(latex)
    return label if not written or label.endswith(written) else f"{label} {written}"


def expression(text: str) -> str:
    """A typed formula as people write it, with no sign that a page takes for markup: 1 - exp(-3·I^2·A)."""
    return text.replace("**", "^").replace("*", "·")


def value(parameter: Parameter, number: Any) -> str:
    """Value of a declared parameter with its unit: "1 contact per operator", "level 4"."""
    if parameter.unit == "FLOP":
        return flop(number)
    if parameter.unit == "decimal year":
        return date(number)
    if parameter.unit.startswith("USD"):
        return " ".join((money(number), *parameter.unit.split(" ")[1:]))
    if parameter.kind == "formula":
        return expression(number)
    if not parameter.numeric:
        return str(number) if parameter.kind == "flag" else parameter.text(number) or "none"
    if parameter.unit == "level":
        return f"level {plain(number)}"
    unit, *rest = parameter.unit.split(" ")
    if number == 1 and len(unit) > 1:
        unit = unit.removesuffix("s")
    return " ".join(filter(None, (plain(number), unit, *rest)))
