"""Hostile links and files against the library: it answers with a scenario or one sentence, soon, and never else."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from risk import link
from risk.link import Opened
from risk.scenario import Scenario
from tests.hostile import inputs

SLOW_SECONDS = 2.0
_LONGEST_SENTENCE = 2_000


@dataclass(frozen=True)
class Outcome:
    """What came of many inputs.

    Attributes
    ----------
    answers : Counter
        How many were read whole, read in part, or refused.
    slowest : float
        Seconds of the slowest.
    """

    answers: Counter[str]
    slowest: float


def attack(count: int, seed: int = 0) -> Outcome:
    """Read hostile texts and queries.

    Raises
    ------
    AssertionError
        If one raises something else than `ValueError`, is told in more than a paragraph, is not a whole scenario
        afterwards, or takes long.
    """
    mind = random.Random(seed)
    answers: Counter[str] = Counter()
    slowest = 0.0
    for number in range(count):
        if number % 2:
            pairs = inputs.query(mind)
            seconds, answer = _answer(partial(link.from_query, pairs), repr(pairs)[:200])
        else:
            text = inputs.text(mind)
            seconds, answer = _answer(partial(link.read, text), repr(text)[:200])
        answers[answer] += 1
        slowest = max(slowest, seconds)
    for name, text in inputs.large():
        seconds, answer = _answer(partial(link.read, text), name)
        answers[answer] += 1
        slowest = max(slowest, seconds)
    return Outcome(answers, slowest)


def _answer(read: Callable[[], Opened], what: str) -> tuple[float, str]:
    begun = time.perf_counter()
    try:
        opened = read()
    except ValueError as error:
        sentences, answer = [str(error)], "refused"
    except Exception as error:
        raise AssertionError(f"{what} raises {type(error).__name__}: {error}"[:500]) from error
    else:
        sentences, answer = list(opened.problems), "in part" if opened.problems else "whole"
    seconds = time.perf_counter() - begun
    if answer != "refused":
        again, problems = Scenario.from_query(opened.scenario.to_query())
        assert again == opened.scenario, f"{what} gives a scenario that its own link does not hold: {problems}"
    assert seconds < SLOW_SECONDS, f"{what} takes {seconds:.1f} s"
    for sentence in sentences:
        assert len(sentence) < _LONGEST_SENTENCE, f"{what} is told in {len(sentence)} characters"
    return seconds, answer
