"""Which rule, and which regime, is regretted least: true to the losses, in words and as a table."""

from __future__ import annotations

import numpy as np

from risk import regrets
from risk.regime_presets import spectrum
from risk.scenario import Scenario
from tests.test_what_matters import BAD


def test_regrets_follow_the_cost_of_a_miss() -> None:
    table = regrets.regrets(Scenario())
    assert table.draws == 2 * regrets.REGRET_ROWS and len(table.entries) == 6
    assert table.entries[0].worst == min(entry.worst for entry in table.entries)
    assert f"“{table.minimax}”" in regrets.regret_finding(Scenario())
    costly = regrets.regrets(Scenario().replace("view.miss_cost", 100.0))
    line = {option.option: option.loss for option in costly.entries}
    assert line["FLOP line"] > 10 * {entry.option: entry.loss for entry in table.entries}["FLOP line"]
    shown = regrets.regret_table(Scenario())
    assert len(shown) == 6 and not BAD.search(" ".join(" ".join(row) for row in shown.shown))
    assert np.isfinite([row[1] for row in shown.rows]).all()


def test_regrets_of_regimes_follow_what_a_release_is_worth() -> None:
    scenario = Scenario()
    table = regrets.regime_regrets(scenario)
    assert {entry.option for entry in table.entries} == {regime.title for regime in spectrum(scenario)}
    assert table.draws == 2 * regrets.REGRET_ROWS and f"“{table.minimax}”" in regrets.regime_regret_finding(scenario)
    assert table.entries[-1].option == "No regime" and table.entries[-1].best == 0.0
    # Where danger counts for next to nothing, what costs a safe release nothing cannot be regretted.
    careless = regrets.regime_regrets(scenario.replace("view.miss_cost", 0.01))
    loss = {entry.option: entry.loss for entry in careless.entries}
    assert careless.minimax != "Pause" and loss["Pause"] > loss["No regime"]
    text = regrets.regime_regret_words(scenario) + " ".join(map(" ".join, regrets.regime_regret_table(scenario).shown))
    assert not BAD.search(text)
