"""The scenes of a talk: read from a file, checked, and filled from what their page shows.

A scene asks the audience before it shows the answer. Adding one to ``risk/data/scenes.toml`` takes no code.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
import re
import string
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from risk import words
from risk.exhibits import EXHIBITS, Exhibit, Figure, exhibit
from risk.presets import Preset
from risk.scenario import Scenario

_TEXTS = ("id", "question", "page", "figure", "claim", "notes")
_OPTIONAL = ("sweep", "moved", "asked", "revealed", "follows")
_KEYS = (*_TEXTS, "predict", "answer", *_OPTIONAL)
_FEWEST_OPTIONS, _MOST_OPTIONS = 2, 4
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# How an exact value may be written: after a colon, as in {measured systems:count}.
_WAYS: Mapping[str, Callable[[float], str]] = {
    way.__name__: way for way in (words.count, words.date, words.flop, words.index, words.number, words.share)
}


@dataclass(frozen=True)
class Follows:
    """What must hold of what the page shows, so that the answer follows: from <= value < below.

    Attributes
    ----------
    value : str
        Name of an exact value behind the page's numbers.
    of : str
        Name of an exact value that it is divided by; empty for none.
    start, below : float or str
        A number, or the key of a parameter of the scenario.
    """

    value: str
    of: str = ""
    start: float | str = -math.inf
    below: float | str = math.inf

    def holds(self, shown: Exhibit) -> bool:
        """Whether it holds of what a page shows; not where there is no such value."""
        exact = _exact(shown)
        divisor = exact.get(self.of, 0.0) if self.of else 1.0
        value = exact.get(self.value, math.nan) / divisor if divisor else math.nan
        start, below = (
            shown.scenario.get(bound) if isinstance(bound, str) else bound for bound in (self.start, self.below)
        )
        return bool(start <= value < below)


@dataclass(frozen=True)
class Scene:
    """One question to an audience.

    Attributes
    ----------
    id : str
        Its name in an address.
    question : str
        Its title.
    page, figure : str
        The exhibit that answers it, and the figure of it that is shown.
    asked : Scenario or None
        What the figure shows while the audience thinks; None for no figure until the answer.
    revealed : Scenario
        What the figure shows with the answer.
    sweep : str
        Key of the parameter that the bar offers first; empty for the figure's own order.
    prompt : str
        What the audience is asked.
    options : tuple of str
        Two to four answers to choose from.
    answer, why : str
        The option that follows under the assumptions of the scene, and why.
    claim : str
        What the reveal says.
    moved : str
        What it says once the figure was moved away from the answer; the claim of the page unless the file says more.
    notes : str
        What the speaker may say, as Markdown.
    follows : tuple of Follows
        What makes the answer the right one.

    Prompt, why, claim, moved and notes may hold placeholders, so that no computed number is typed: see `said`.
    """

    id: str
    question: str
    page: str
    figure: str
    asked: Scenario | None
    revealed: Scenario
    sweep: str
    prompt: str
    options: tuple[str, ...]
    answer: str
    why: str
    claim: str
    moved: str
    notes: str
    follows: tuple[Follows, ...]

    def exhibit(self, scenario: Scenario | None = None) -> Exhibit:
        """What the page shows of a scenario; of that of the answer without one."""
        return exhibit(self.page, scenario or self.revealed)

    def drawn(self, shown: Exhibit) -> tuple[Figure, tuple[str, ...]]:
        """The scene's figure, and the parameters that its bar offers, the scene's own first."""
        figure = shown.figure(self.figure)
        return figure, tuple(dict.fromkeys(filter(None, (self.sweep, *figure.sweeps))))

    def follows_from(self, shown: Exhibit) -> bool:
        """Whether the answer follows from what the page shows."""
        return all(condition.holds(shown) for condition in self.follows)


@dataclass(frozen=True)
class Story:
    """The scenes that can be played, and what is wrong with those that cannot.

    Attributes
    ----------
    scenes : tuple of Scene
        In the order of the file.
    problems : tuple of str
        One sentence a mistake; it names scene and key.
    """

    scenes: tuple[Scene, ...]
    problems: tuple[str, ...]

    def place(self, name: str) -> int | None:
        """Place of a scene by its id; None if there is no such scene."""
        return next((place for place, scene in enumerate(self.scenes) if scene.id == name), None)


def story(path: Path | None = None) -> Story:
    """Read and check the scenes.

    A scene with a mistake is left out and named; the others play. A file that cannot be read gives no scenes.

    Parameters
    ----------
    path : Path, optional
        Another file than the project's own.

    Returns
    -------
    Story
        Scenes and problems.
    """
    if path is None:
        return _own()
    try:
        return _story(path.read_bytes(), path.name)
    except OSError as error:
        return Story((), (f"{path.name} cannot be read: {error.strerror or error}",))


def said(text: str, shown: Exhibit) -> str:
    """Fill placeholders from what a page shows.

    ``{claim}`` is the page's claim; ``{number_1}`` to ``{number_3}`` are its numbers, as the page writes them;
    ``{settings.tolerance}`` is the value of a parameter with its unit; and ``{measured systems:count}`` is an exact
    value by its name, or a parameter, written as a function of `risk.words` does: count, date, flop, index, number or
    share.

    Raises
    ------
    ValueError
        If a placeholder names nothing.
    """
    filled = []
    for literal, name, way, conversion in string.Formatter().parse(text):
        filled.append(literal)
        if name is not None:
            filled.append(_written(name, f"{way or ''}{conversion or ''}", shown))
    return "".join(filled)


def _written(name: str, way: str, shown: Exhibit) -> str:
    scenario = shown.scenario
    known = name in scenario.parameter_keys()
    if way:
        exact = _exact(shown)
        if way not in _WAYS:
            raise ValueError(f"{{{name}:{way}}} asks for a way of writing that is none of {', '.join(_WAYS)}")
        if name not in exact and not (known and scenario.parameter(name).numeric):
            raise ValueError(f"{{{name}:{way}}} names no parameter and no value; values are {', '.join(exact)}")
        return _WAYS[way](scenario.get(name) if known else exact[name])
    plain = {"claim": shown.claim} | {
        f"number_{place}": number.value for place, number in enumerate(shown.all_numbers, start=1)
    }
    if name in plain:
        return plain[name]
    if not known:
        raise ValueError(f"{{{name}}} is none of {', '.join(plain)}, no parameter, and no value with a way to write it")
    return words.value(scenario.parameter(name), scenario.get(name))


def _exact(shown: Exhibit) -> dict[str, float]:
    """Exact values by name, without names that two numbers share."""
    entries = [entry for number in shown.all_numbers for entry in number.exact]
    names = [name for name, _ in entries]
    return {name: value for name, value in entries if names.count(name) == 1}


# ---- the file ----


class _Mistake(ValueError):
    """What is wrong with a scene, the key included."""


@functools.cache
def _own() -> Story:
    file = importlib.resources.files("risk").joinpath("data", "scenes.toml")
    return _story(file.read_bytes(), file.name)


def _story(content: bytes, name: str) -> Story:
    try:
        entries = tomllib.loads(content.decode("utf-8")).get("scene", [])
    except (ValueError, RecursionError) as error:
        return Story((), (f"{name} is not a file of scenes: {error}",))
    if not isinstance(entries, list) or not entries:
        return Story((), (f"{name} holds no scenes; each begins with [[scene]]",))
    scenes: dict[str, Scene] = {}
    problems = []
    for place, entry in enumerate(entries, start=1):
        told = entry.get("id") if isinstance(entry, dict) else None
        try:
            scene = _scene(entry)
            if scene.id in scenes:
                raise _Mistake("id: an earlier scene has the same")
            scenes[scene.id] = scene
        except _Mistake as error:
            problems.append(f"{name}: scene {place} ({told if isinstance(told, str) else 'no id'!s:.60}), {error}")
    return Story(tuple(scenes.values()), tuple(problems))


def _scene(entry: Any) -> Scene:
    found = _table(entry, "scene", _KEYS)
    texts = {key: _text(found, key) for key in _TEXTS}
    if not _ID.fullmatch(texts["id"]):
        raise _Mistake(f"id: must be small letters, digits and hyphens, got {texts['id']!r:.60}")
    if not texts["question"].endswith("?"):
        raise _Mistake("question: must end with a question mark")
    if texts["page"] not in EXHIBITS:
        raise _Mistake(f"page: must be one of {', '.join(EXHIBITS)}, got {texts['page']!r:.60}")
    predict = _table(found.get("predict"), "predict", ("prompt", "options"))
    answer = _table(found.get("answer"), "answer", ("option", "why"))
    scene = Scene(
        **texts,
        asked=_scenario(found["asked"], "asked") if "asked" in found else None,
        revealed=_scenario(found.get("revealed", {}), "revealed"),
        sweep=_text(found, "sweep") if "sweep" in found else "",
        moved=_text(found, "moved") if "moved" in found else "{claim}.",
        prompt=_text(predict, "prompt", "predict"),
        options=_options(predict.get("options")),
        answer=_text(answer, "option", "answer"),
        why=_text(answer, "why", "answer"),
        follows=_conditions(found.get("follows", [])),
    )
    if scene.answer not in scene.options:
        raise _Mistake(f"answer.option: must be one of the options, got {scene.answer!r:.80}")
    _check(scene)
    return scene


def _check(scene: Scene) -> None:
    """Check what depends on what the page shows."""
    shown = scene.exhibit()
    for case in (scene.asked, scene.revealed):
        if case is not None:
            _trying("figure", partial(scene.exhibit(case).figure, scene.figure))
    if scene.sweep and scene.sweep not in shown.scenario.parameter_keys():
        raise _Mistake(f"sweep: there is no parameter {scene.sweep!r:.60}")
    if scene.sweep and not shown.scenario.parameter(scene.sweep).numeric:
        raise _Mistake(f"sweep: {scene.sweep} is not a number")
    for key in ("claim", "moved", "notes", "prompt", "why"):
        _trying(key, partial(said, getattr(scene, key), shown))
    exact = _exact(shown)
    for condition in scene.follows:
        for name in filter(None, (condition.value, condition.of)):
            if name not in exact:
                raise _Mistake(f"follows: there is no value {name!r:.60}; there are {', '.join(exact)}")
        for bound in (condition.start, condition.below):
            if isinstance(bound, str):
                _trying("follows", partial(shown.scenario.parameter, bound))


def _trying(key: str, attempt: Callable[[], Any]) -> None:
    try:
        attempt()
    except ValueError as error:
        raise _Mistake(f"{key}: {error}") from None


def _table(value: Any, key: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Mistake(f"{key}: must be a table with {', '.join(known)}")
    for name in value:
        if name not in known:
            raise _Mistake(f"{name!s:.60}: there is no such key; {key} has {', '.join(known)}")
    return value


def _text(table: Mapping[str, Any], key: str, inside: str = "") -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Mistake(f"{inside}{'.' * bool(inside)}{key}: must be a text")
    return value.strip()


def _options(value: Any) -> tuple[str, ...]:
    options = tuple(value) if isinstance(value, list) else ()
    if not all(isinstance(option, str) and option.strip() for option in options) or not (
        _FEWEST_OPTIONS <= len(set(options)) == len(options) <= _MOST_OPTIONS
    ):
        raise _Mistake(f"predict.options: must be {_FEWEST_OPTIONS} to {_MOST_OPTIONS} different texts")
    return options


def _scenario(changes: Any, name: str) -> Scenario:
    if not isinstance(changes, dict):
        raise _Mistake(f'{name}: must be a table of values by quoted key, such as "settings.date" = 2026.5')
    scenario = Scenario()
    for key, value in changes.items():
        try:
            scenario = Preset(name, name, {key: value}).applied(scenario)
        except ValueError as error:
            raise _Mistake(f"{name}.{key!s:.60}: {error}") from None
    return scenario


def _conditions(entries: Any) -> tuple[Follows, ...]:
    if not isinstance(entries, list):
        raise _Mistake("follows: must be tables, each beginning with [[scene.follows]]")
    found = []
    for entry in entries:
        table = _table(entry, "follows", ("value", "of", "from", "below"))
        bounds = [_bound(table.get(key, default)) for key, default in (("from", -math.inf), ("below", math.inf))]
        found.append(
            Follows(_text(table, "value", "follows"), _text(table, "of", "follows") if "of" in table else "", *bounds)
        )
    return tuple(found)


def _bound(value: Any) -> float | str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _Mistake("follows: from and below must be numbers or keys of parameters")
    return value
