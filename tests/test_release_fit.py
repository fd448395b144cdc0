"""The fit of the release population: the literals are it, and it finds what made a catalogue."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from risk import catalog
from risk.release_fit import FIRST_YEAR, LAST_YEAR, LINE, fit
from risk.timeline import Releases, releases

FITTED = (
    "frontier", "release_rate", "release_growth", "depth", "open_share", "open_saving", "small_share", "small_run",
    "small_scatter", "disclosed_closed", "disclosed_open", "horizon_frontier", "horizon_slope", "horizon_scatter",
)  # fmt: skip


def test_the_literals_are_the_fit_on_the_catalogue() -> None:
    fitted, literal = fit(catalog.systems()).model, Releases()
    for name, value in literal.values().items():
        found = getattr(fitted, name)
        if name in FITTED:
            # Two digits are all that so few systems give.
            assert float(f"{found:.2g}") == pytest.approx(value, rel=0.03, abs=1e-9), name
        else:
            assert found == value, name


def test_the_fit_counts_what_the_catalogue_lists() -> None:
    found = fit(catalog.systems())
    table = catalog.systems()
    over = table[table["flop"] > LINE]
    assert found.years == (2023, 2024, 2025) and found.listed == (2, 5, 7)
    assert sum(found.listed) == over["date"].between(FIRST_YEAR, LAST_YEAR + 1, inclusive="left").sum()
    # Greatest likelihood of a Poisson rate, growth at its bound, reproduces the total.
    assert sum(found.expected) == pytest.approx(sum(found.listed), rel=1e-3)


def test_the_literals_expect_the_same_counts_when_drawn() -> None:
    listed = np.zeros(3)
    for seed in range(60):
        frame = releases(2023.0, 2026.0, seed)
        over = np.floor(frame.loc[frame["flop"] > LINE, "date"]).astype(int)
        listed += [(over == year).sum() for year in (2023, 2024, 2025)]
    assert listed / 60 == pytest.approx(fit(catalog.systems()).expected, rel=0.15)


def test_the_fit_finds_what_made_a_catalogue() -> None:
    truth = Releases(
        release_rate=3000.0, release_growth=0.1, depth=0.4, open_share=0.3, open_saving=0.7, small_share=0.0,
        disclosed_closed=0.5, disclosed_open=0.9, narrow_share=0.0,
    )  # fmt: skip
    frame = releases(2023.0, 2026.0, 1, model=truth)
    frame["kind"], frame["horizon_minutes"] = "chat_llm", np.nan
    measured = catalog.systems()[["I", "horizon_minutes", "date", "flop", "open_weights", "kind"]]
    measured = measured[measured["horizon_minutes"].notna()].assign(flop=np.nan, kind="agent_product")
    found = fit(pd.concat([frame, measured], ignore_index=True), truth).model
    assert found.open_share == pytest.approx(0.3, abs=0.02)
    assert (found.disclosed_closed, found.disclosed_open) == (
        pytest.approx(0.5, abs=0.03),
        pytest.approx(0.9, abs=0.03),
    )
    assert found.depth == pytest.approx(0.4, abs=0.1) and found.open_saving == pytest.approx(0.7, abs=0.15)
    assert found.frontier == pytest.approx(truth.frontier, rel=0.3)
    assert found.release_rate == pytest.approx(3000.0, rel=0.2) and found.release_growth == pytest.approx(0.1, abs=0.05)


def test_without_systems_there_is_nothing_to_fit() -> None:
    table = catalog.systems()
    with pytest.raises(ValueError, match="the fit needs a system since 2023"):
        fit(table[table["date"] < 2022])
    with pytest.raises(ValueError, match="the fit needs open and closed systems of 2023 to 2025"):
        fit(table[(table["date"] >= 2026) | (table["date"] < 2022)])
