"""Minimax regret against a table worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from risk.regret import regret


def test_a_table_by_hand() -> None:
    # Losses in three draws; the least of each is 1, 2 and 0, so regrets are (0, 3, 5), (2, 0, 4) and (6, 1, 0).
    table = regret({"strict": [1, 5, 5], "middle": [3, 2, 4], "lax": [7, 3, 0]})
    assert [(entry.option, entry.worst, entry.draw) for entry in table.entries] == [
        ("middle", 4.0, 2), ("strict", 5.0, 2), ("lax", 6.0, 0),
    ]  # fmt: skip
    assert table.minimax == "middle" and table.draws == 3 and table.undefined == 0
    middle, strict, _ = table.entries
    assert (middle.mean, middle.loss, middle.best) == pytest.approx((2.0, 3.0, 1 / 3))
    assert (strict.mean, strict.loss) == pytest.approx((8 / 3, 11 / 3))


def test_adding_a_loss_to_all_options_changes_no_regret_and_a_dominated_option_is_never_chosen() -> None:
    losses = np.random.default_rng(0).uniform(size=(3, 50))
    plain = regret({"a": losses[0], "b": losses[1], "c": losses[2]})
    moved = regret({"a": losses[0] + 5, "b": losses[1] + 5, "c": losses[2] + 5})
    assert [entry.worst for entry in moved.entries] == pytest.approx([entry.worst for entry in plain.entries])
    worse = regret({"dominated": losses[0] + 0.1, "a": losses[0]})
    assert worse.minimax == "a" and worse.entries[0].worst == 0.0 and worse.entries[1].worst == pytest.approx(0.1)


def test_draws_without_a_loss_are_left_out_of_all_options() -> None:
    table = regret({"a": [1.0, np.nan, 3.0], "b": [2.0, 0.0, 0.0]})
    assert (table.draws, table.undefined) == (2, 1)
    assert {entry.option: entry.draw for entry in table.entries} == {"a": 2, "b": 0}


@pytest.mark.parametrize(
    ("losses", "named"),
    [({}, "at least one option"), ({"a": [1, 2], "b": [1]}, "equally many draws"), ({"a": [np.nan]}, "finite")],
)
def test_what_is_no_table_is_named(losses, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        regret(losses)
