"""The quick part of the attack; `python3 run.py hostile` does the whole."""

from __future__ import annotations

import asyncio

from tests.hostile import inputs, library
from tests.hostile.server import attack


def test_hostile_links_and_files_are_read_in_part_or_refused_in_a_sentence() -> None:
    found = library.attack(200, seed=1)
    assert sum(found.answers.values()) >= 200
    assert found.answers["refused"] > 20 and found.answers["in part"] > 20


def test_a_server_gives_no_file_no_traceback_and_no_script_away(server: str) -> None:
    outcome = asyncio.run(attack(server, 9))
    assert outcome.wrong == []
    assert outcome.answers["path: 400"] > 50 and outcome.answers["link: opened, with a notice"] > 3
    assert len(inputs.paths()) > 300
