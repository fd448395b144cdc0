"""One declaration a parameter: it feeds validation, controls, links, documentation, priors and test draws."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

JUDGEMENT = "judgement"

_KEY = "parameter"
_TRUE, _FALSE = "true", "false"


@dataclass(frozen=True)
class Parameter:
    """What is known of one parameter: its bounds, its default, and why it is what it is.

    Attributes
    ----------
    name : str
        Field name in the owner's dataclass.
    kind : str
        What values look like: "float", "integer", "choice", "flag" or "text"; a subclass may have one of its own.
    default : object
        Value used when nobody says otherwise.
    low, high : float
        Legal bounds, inclusive; outside them a value is an error. Text: shortest and longest length.
    typical : tuple of float
        Plausible range, which the slider covers. Outside it a value is legal but worth a remark.
    step : float or None
        Step of the slider.
    symbol, unit, label, help : str
        LaTeX symbol, unit, name in the interface, and one sentence of meaning.
    source : str
        Where the default comes from; "judgement" where nobody measured it.
    log : bool
        Whether the parameter is best moved and drawn on a logarithmic scale.
    choices : tuple of str
        Allowed values of a choice.
    """

    name: str
    kind: str
    default: Any
    low: float = -math.inf
    high: float = math.inf
    typical: tuple[float, float] = (-math.inf, math.inf)
    step: float | None = None
    symbol: str = ""
    unit: str = ""
    label: str = ""
    help: str = ""
    source: str = JUDGEMENT
    log: bool = False
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether the parameter is a number, and so can be swept and drawn from a prior."""
        return self.kind in ("float", "integer")

    def check(self, value: Any, owner: str = "") -> Any:
        """Return the value in its canonical type.

        Raises
        ------
        ValueError
            If the value has the wrong type or lies outside the legal bounds. The message names the
            parameter, what is allowed and the value.
        """
        # Nearly all that is ever checked, as each draw is, is a number in its bounds.
        if type(value) is float and self.kind == "float" and self.low <= value <= self.high and math.isfinite(value):
            return value
        where = f"{owner}.{self.name}" if owner else self.name
        if self.kind == "flag":
            if _is_flag(value):
                return bool(value)
            raise ValueError(f"{where} must be true or false, got {_shown(value)}")
        if self.kind == "choice":
            if isinstance(value, str) and value in self.choices:
                return value
            raise ValueError(f"{where} must be one of {', '.join(self.choices)}, got {_shown(value)}")
        if self.kind == "text":
            if not isinstance(value, str):
                raise ValueError(f"{where} must be text, got {_shown(value)}")
            if not self.low <= len(value) <= self.high:
                raise ValueError(f"{where} must have {self.low:g} to {self.high:g} characters, got {len(value)}")
            return value
        return self._check_number(value, where)

    def _check_number(self, value: Any, where: str) -> float | int:
        if _is_flag(value) or isinstance(value, (str, bytes)):
            raise ValueError(f"{where} must be a number, got {_shown(value)}")
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{where} must be a number, got {_shown(value)}") from None
        if not self.low <= number <= self.high or not math.isfinite(number):
            raise ValueError(f"{where} must be between {self.low:g} and {self.high:g}, got {_shown(value)}")
        if self.kind == "integer":
            if number != int(number):
                raise ValueError(f"{where} must be a whole number, got {_shown(value)}")
            return int(number)
        return number

    def unusual(self, value: Any) -> bool:
        """Whether a legal value lies outside the typical range."""
        low, high = self.typical
        return self.numeric and not low <= value <= high

    def span(self, value: Any = None) -> tuple[float, float]:
        """Range of the slider: the typical range, widened to hold the value."""
        low, high = self.typical
        if value is None:
            return low, high
        return min(low, value), max(high, value)

    def grid(self, value: Any, most: int = 61) -> tuple[Any, ...]:
        """Values that the slider and a sweep visit: even steps over `span`, with both ends and the value among them.

        A logarithmic parameter is visited in equal ratios, so many to a decade that whole powers of ten are met.
        """
        low, high = self.span(value)
        if self.log:
            start = low if low > 0.0 else self.typical[0]
            decades = math.log10(high / start)
            per_decade = max(n for n in (1, 2, 4, 5, 10, 20, 40) if n * decades <= most or n == 1)
            first, last = math.ceil(math.log10(start) * per_decade), math.floor(math.log10(high) * per_decade)
            inner = [float(f"{10 ** (k / per_decade):.3g}") for k in range(first, last + 1)]
        else:
            step = (self.step or (high - low) / (most - 1)) if self.kind == "float" else 1
            count = int((high - low) / step + 1e-9)
            thinned = range(0, count + 1, math.ceil(count / (most - 1)) or 1)
            inner = [float(f"{low + k * step:.12g}") for k in thinned]
        exact = {low, high, value}
        found = exact | {
            x for x in inner if low < x < high and not any(math.isclose(x, y, rel_tol=1e-6) for y in exact)
        }
        return tuple(self.check(x) for x in sorted(found))

    def parse(self, text: str) -> Any:
        """Read a value from a link or a form.

        Raises
        ------
        ValueError
            If the text does not stand for a legal value.
        """
        if self.kind == "flag":
            if text not in (_TRUE, _FALSE):
                raise ValueError(f"{self.name} must be true or false, got {_shown(text)}")
            return text == _TRUE
        if self.numeric:
            try:
                return self.check(float(text))
            except ValueError as error:
                if "could not convert" not in str(error):
                    raise
                raise ValueError(f"{self.name} must be a number, got {_shown(text)}") from None
        return self.check(text)

    def text(self, value: Any) -> str:
        """Write a value so that `parse` returns exactly the same value."""
        if self.kind == "flag":
            return _TRUE if value else _FALSE
        if self.kind == "float":
            return repr(float(value)).removesuffix(".0")
        return str(value)

    def prior(self) -> Any:
        """Frozen SciPy distribution of what the value may be: (log-)uniform over the typical range.

        Raises
        ------
        ValueError
            If the parameter is not a float.
        """
        from scipy import stats  # takes most of a second, so only where it is used

        if self.kind != "float":
            raise ValueError(f"{self.name} has no prior: only real-valued parameters have one")
        low, high = self.typical
        return stats.loguniform(low, high) if self.log else stats.uniform(low, high - low)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ == "bool"  # NumPy's own type is of this name too


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def field(declaration: Parameter) -> Any:
    """Field of a `Declared` dataclass with a declaration of its own kind."""
    return dataclasses.field(default=declaration.default, metadata={_KEY: declaration})


def parameter(
    default: float,
    low: float,
    high: float,
    *,
    typical: tuple[float, float] | None = None,
    step: float | None = None,
    symbol: str = "",
    unit: str = "",
    label: str,
    help: str,
    source: str = JUDGEMENT,
    log: bool = False,
) -> Any:
    """Declare a real-valued field of a `Declared` dataclass. `typical` defaults to the legal bounds."""
    typical = typical or (low, high)
    if not low <= typical[0] <= default <= typical[1] <= high:
        raise ValueError(f"{label}: the default must lie inside the typical range, and that inside the legal bounds")
    if log and typical[0] <= 0.0:
        raise ValueError(f"{label}: a logarithmic parameter needs a typical range above zero")
    span = (float(typical[0]), float(typical[1]))
    return field(
        Parameter(
            name="",
            kind="float",
            default=float(default),
            low=float(low),
            high=float(high),
            typical=span,
            step=float(step or slider_step(span, log)),
            symbol=symbol,
            unit=unit,
            label=label,
            help=help,
            source=source,
            log=log,
        )
    )


def integer(
    default: int,
    low: int,
    high: int,
    *,
    typical: tuple[int, int] | None = None,
    symbol: str = "",
    unit: str = "",
    label: str,
    help: str,
    source: str = JUDGEMENT,
) -> Any:
    """Declare a whole-number field of a `Declared` dataclass."""
    typical = typical or (low, high)
    if not low <= typical[0] <= default <= typical[1] <= high:
        raise ValueError(f"{label}: the default must lie inside the typical range, and that inside the legal bounds")
    return field(Parameter("", "integer", int(default), low, high, typical, 1, symbol, unit, label, help, source))


def choice(
    default: str, choices: Iterable[str], *, symbol: str = "", label: str, help: str, source: str = JUDGEMENT
) -> Any:
    """Declare a field that takes one of a few named values."""
    declaration = Parameter(
        "", "choice", default, symbol=symbol, label=label, help=help, source=source, choices=tuple(choices)
    )
    if default not in declaration.choices:
        raise ValueError(f"{label}: the default must be one of the choices")
    return field(declaration)


def flag(default: bool, *, symbol: str = "", label: str, help: str, source: str = JUDGEMENT) -> Any:
    """Declare a field that is true or false."""
    return field(Parameter("", "flag", default, symbol=symbol, label=label, help=help, source=source))


def text(default: str, *, longest: int = 200, label: str, help: str, source: str = JUDGEMENT) -> Any:
    """Declare a text field of bounded length."""
    return field(Parameter("", "text", default, low=0, high=longest, label=label, help=help, source=source))


def slider_step(typical: tuple[float, float], log: bool = False) -> float:
    """About forty steps of one, two or five times a power of ten; for a log scale, fine enough at its low end."""
    width = typical[0] if log else (typical[1] - typical[0]) / 2
    power = 10.0 ** math.floor(math.log10(width / 20))
    return next(float(f"{factor * power:.12g}") for factor in (5, 2, 1, 0.5) if factor * power <= width / 20)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Base of everything whose fields are declared: checks each value against its declaration.

    Attributes
    ----------
    name, label : str
        What links and files call it, and what people call it.
    summary : str
        One sentence: what it does or stands for.
    formula : str
        LaTeX of its formula, empty where it has none.
    source : str
        Who thought of it, or "judgement".
    """

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    source: ClassVar[str] = JUDGEMENT

    def __post_init__(self) -> None:
        for declaration in self.declarations():
            value = getattr(self, declaration.name)
            checked = declaration.check(value, self.name or type(self).__name__)
            if checked is not value:
                object.__setattr__(self, declaration.name, checked)

    def declarations(self) -> tuple[Parameter, ...]:
        """Declarations of the parameters, in order: those of the class, unless an object has some of its own."""
        kind: Any = type(self)
        return _declarations(kind)

    def replace(self, **changes: Any) -> Self:
        """Copy with some values changed; the copy is checked."""
        return dataclasses.replace(self, **changes)

    def values(self) -> Mapping[str, Any]:
        """Values by parameter name, in declared order."""
        return {declaration.name: getattr(self, declaration.name) for declaration in parameters(self)}


def parameters(owner: Declared | type[Declared]) -> tuple[Parameter, ...]:
    """Declarations of a danger function, agency, trend, rule or any other declared object, in declared order.

    Of a class only what all its objects share: a formula's constants and a blend's weights are its own.
    """
    kind: Any = owner
    return _declarations(kind) if isinstance(owner, type) else owner.declarations()


@functools.lru_cache(maxsize=256)
def _declarations(owner: type[Declared]) -> tuple[Parameter, ...]:
    return tuple(
        dataclasses.replace(field.metadata[_KEY], name=field.name)
        for field in dataclasses.fields(owner)
        if _KEY in field.metadata
    )
