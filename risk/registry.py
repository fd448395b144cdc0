"""Which danger functions there are: the built-in ones, and those that others add."""

from __future__ import annotations

import functools
import importlib.metadata
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np

from risk.danger import BUILT_IN, DangerFunction

GROUP = "risk.danger_functions"

LOADING_SECONDS = 10.0
"""How long a plug-in may take to be imported and tried; one that takes longer is left out."""

_T = TypeVar("_T")

_functions: dict[str, type[DangerFunction]] = {kind.name: kind for kind in BUILT_IN}
_problems: list[str] = []


def register(function: type[DangerFunction]) -> type[DangerFunction]:
    """Add a danger function to the registry; use it as a class decorator.

    Parameters
    ----------
    function : subclass of DangerFunction
        Its `name` is what links and files call it.

    Returns
    -------
    type
        The class itself.

    Raises
    ------
    ValueError
        If it is not a danger function, its name is taken, or it returns something else than numbers of the right
        shape for its default parameters. A class that is defined again, as in a notebook, takes its own place.
    """
    return _added(*_checked(function))


def _checked(function: Any) -> tuple[type[DangerFunction], str]:
    """A danger function that may be added, and a remark on it."""
    if not (isinstance(function, type) and issubclass(function, DangerFunction)):
        raise ValueError(f"{function!r:.80} is not a subclass of risk.DangerFunction")
    holder = _functions.get(function.name, function)
    if not function.name or (holder.__module__, holder.__qualname__) != (function.__module__, function.__qualname__):
        raise ValueError(f"{function.__qualname__} needs a name of its own, got {function.name!r}")
    return function, _probe(function)


def _added(function: type[DangerFunction], remark: str) -> type[DangerFunction]:
    if remark:
        _report(remark)
    _functions[function.name] = function
    return function


def danger_functions() -> dict[str, type[DangerFunction]]:
    """Danger functions by name, built-in ones first; plug-ins are loaded at the first call."""
    _load_plugins()
    return dict(_functions)


def alternatives() -> dict[str, type[DangerFunction]]:
    """Danger functions whose defaults stand for a view of danger of their own: all but an own formula and a blend."""
    return {name: kind for name, kind in danger_functions().items() if kind.stands_alone}


def danger_function(name: str, **parameters: Any) -> DangerFunction:
    """Make a danger function by name.

    Raises
    ------
    ValueError
        If there is no function of that name, or a parameter is unknown or outside its bounds.
    """
    functions = danger_functions()
    if name not in functions:
        raise ValueError(f"there is no danger function {name!r:.60}; there are {', '.join(functions)}")
    try:
        return functions[name](**parameters)
    except TypeError as error:
        raise ValueError(f"{name}: {str(error).partition('() ')[2] or error}") from None


def problems() -> tuple[str, ...]:
    """What is wrong with the plug-ins found on this machine: one sentence each."""
    _load_plugins()
    return tuple(_problems)


@functools.cache
def _load_plugins() -> None:
    for entry in importlib.metadata.entry_points(group=GROUP):
        try:
            _added(*_in_time(partial(_loaded, entry)))
        # A plug-in is a stranger's code: whatever it raises is reported and named, and the rest goes on.
        except (Exception, SystemExit) as error:
            _report(f"Plug-in “{entry.name}” ({entry.value}) is left out: {type(error).__name__}: {error}")


def _loaded(entry: importlib.metadata.EntryPoint) -> tuple[type[DangerFunction], str]:
    return _checked(entry.load())


def _in_time(work: Callable[[], _T]) -> _T:
    # A thread that hangs cannot be ended; as a daemon it ends with the program, and nobody waits for it any longer.
    outcome: list[tuple[_T, None] | tuple[None, BaseException]] = []

    def run() -> None:
        try:
            outcome.append((work(), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(LOADING_SECONDS)
    if not outcome:
        raise TimeoutError(f"not loaded within {LOADING_SECONDS:g} s")
    result, error = outcome[0]
    if error is not None:
        raise error
    return cast(_T, result)


def _report(problem: str) -> None:
    if problem not in _problems:
        _problems.append(problem)


def _probe(function: type[DangerFunction]) -> str:
    """Try a function on a few points; a result outside [0, 1] is clipped later, so it is only remarked."""
    axis = np.linspace(0.0, 1.0, 5)
    I, G, A = axis[:, None, None], axis[:, None], axis
    made = function()
    whole = made.danger(I, G, A)
    scattered = (part.ravel()[::3] for part in np.broadcast_arrays(I, G, A))
    if not np.array_equal(made.danger(*scattered), whole.ravel()[::3], equal_nan=True):
        raise ValueError(f"{function.name} gives a point another value when other points are asked for beside it")
    raw = np.asarray(made._danger(I, G, A), dtype=np.float64)
    if np.isnan(raw).any():
        raise ValueError(f"{function.name} returns NaN inside the cube")
    if raw.min() < -1e-9 or raw.max() > 1.0 + 1e-9:
        return f"“{function.name}” returns values from {raw.min():.3g} to {raw.max():.3g}; they are clipped to [0, 1]."
    return ""
