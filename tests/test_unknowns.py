"""What the page How sure counts and says: against other routes, in every preset, and where nothing can be said."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import stats

from risk import comparators, drawn_rules, how_sure, unknowns
from risk.comparison import compare
from risk.line import cube
from risk.prior import FIXED, THREE_POINT, UNIFORM, Prior
from risk.scenario import Scenario
from risk.uncertainty import exceedance
from tests.test_pages import MACHINE_NUMBERS

DEFAULT = Scenario()
FEW = DEFAULT.replace("ensemble.samples", "128")
HELD = FEW.replace("priors", [(key, Prior(FIXED)) for key in unknowns.prior_keys(FEW)])
SCENARIOS = {
    "default": FEW,
    "induced agency": FEW.replace("agency", "proxy-agency"),
    "own point": FEW.replace("view.own_point", True),
    "not measured": FEW.replace("view.system", "gpt45"),
    "additive": FEW.replace("function", "additive"),
    "no feedback": FEW.replace("function.coupling", False),
    "all dangerous": FEW.replace("settings.tolerance", 0.0),
    "nothing dangerous": FEW.replace("settings.tolerance", 1.0),
    "no system yet": FEW.replace("settings.date", 2010.0),
    "nothing drawn": HELD,
    "no width": unknowns.with_prior(FEW, "function.sharpness", Prior(UNIFORM, 8.0, 0.0, 8.0)),
    "critical intelligence held": unknowns.with_prior(FEW, "function.critical_intelligence", Prior(FIXED)),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_everything_can_be_said_and_reads_as_a_person_would_write(name: str) -> None:
    scenario = SCENARIOS[name]
    drawn, systems, rules = (
        unknowns.share_map(scenario),
        unknowns.system_shares(scenario),
        drawn_rules.drawn_rules(scenario),
    )
    texts = [
        how_sure.claim(scenario), how_sure.explanation(scenario), how_sure.why(scenario), how_sure.sureness(scenario),
        how_sure.map_title(drawn), how_sure.map_told(scenario, drawn), how_sure.drawn_told(scenario),
        how_sure.systems_title(systems), how_sure.systems_told(systems), how_sure.no_cusp(scenario),
        how_sure.cusp_title(scenario), how_sure.cusp_told(scenario), how_sure.rules_title(rules),
        how_sure.rules_told(scenario), how_sure.rules_caption(scenario), how_sure.rules_sentence(scenario),
        how_sure.assumptions(scenario), how_sure.sliders_note(scenario),
        *(f"{number.label}: {number.value}. {number.note}" for number in how_sure.numbers(scenario)),
        *(cell for table in (how_sure.systems_columns(scenario), how_sure.rules_columns(scenario),
                             how_sure.prior_columns(scenario)) for column in table.values() for cell in column),
    ]  # fmt: skip
    for text in texts:
        assert not MACHINE_NUMBERS.search(text) and "probability" not in text.replace("no probability", ""), text
        assert not re.search(r"\s\s|\.\.|unknown of", text), text
    # Two lines above a figure hold no more.
    for title in (how_sure.systems_title(systems), how_sure.cusp_title(scenario), how_sure.rules_title(rules)):
        assert len(title) < 82, title


def test_the_claim_counts_what_the_library_counts() -> None:
    seen = unknowns.viewed(DEFAULT)
    at = seen.highest
    share = float(exceedance(DEFAULT.surface, 0.3, at.I, at.G, at.A))
    assert float(seen.share[1]) == share and 0.8 < share < 0.95
    assert how_sure.claim(DEFAULT) == (
        f"In {share:.0%} of assumption draws GPT-5 at full autonomy is dangerous; with the least autonomy, in 25 %"
    ).replace("%", " %").replace("25  %", "25 %")
    exact = dict(how_sure.numbers(DEFAULT)[0].exact)
    assert exact["share of draws at autonomy level 5"] == share
    # The same system stands among all of them, and the map comes to the same at its place.
    systems = unknowns.system_shares(DEFAULT)
    place = list(systems.table["id"]).index("gpt5")
    assert systems.highest[place] == share and systems.lowest[place] == float(seen.share[0])
    assert np.all(np.diff(systems.highest) <= 0.0) and np.all(systems.lowest <= systems.highest)
    assert np.all(systems.low <= systems.highest) and np.all(systems.highest <= systems.high)
    drawn = unknowns.share_map(DEFAULT)
    column, row = (round(value * (unknowns.SIDE - 1)) for value in (at.I, at.A))
    assert float(drawn.share[row, column]) == pytest.approx(share, abs=0.03)


def test_every_tolerance_of_a_sweep_counts_the_same_draws() -> None:
    for tolerance in (0.05, 0.3, 0.333, 0.9):
        drawn = unknowns.share_map(FEW.replace("settings.tolerance", tolerance))
        direct = exceedance(FEW.surface, tolerance, drawn.ends, 0.6, drawn.ends[::10, None], samples=128)
        assert drawn.share[::10] == pytest.approx(direct, abs=1e-6)


def test_boundaries_lie_where_the_share_passes() -> None:
    drawn = unknowns.share_map(DEFAULT)
    assert drawn.boundaries is not None
    for at, (x, y) in drawn.boundaries.items():
        inside = (y > 0.0) & (y < 1.0)
        assert inside.sum() > 10
        found = exceedance(DEFAULT.surface, 0.3, x[inside], 0.6, y[inside])
        assert found == pytest.approx(at, abs=0.03)
        assert np.all(np.diff(x) >= 0.0) or np.isnan(y[0])
    # Where more draws must agree, more is needed.
    (_, low), (_, middle), (_, high) = drawn.boundaries.values()
    assert np.nanmin(low) <= np.nanmin(middle) <= np.nanmin(high)


def test_other_axes_and_a_function_that_may_fall() -> None:
    turned = FEW.replace("view.x", "G").replace("view.fixed", 0.8)
    drawn = unknowns.share_map(turned)
    assert (drawn.x_axis, drawn.y_axis, drawn.fixed_axis) == ("G", "A", "I")
    at = unknowns.share_map(FEW)
    # Both maps hold the line I = 0.8, G = 0.6.
    assert drawn.share[:, 36] == pytest.approx(at.share[:, 48], abs=1e-6)


def test_held_at_one_value_the_rules_do_what_the_page_on_the_line_says() -> None:
    """With nothing drawn every draw is the scenario itself, whose comparators another module judges."""
    found = drawn_rules.drawn_rules(HELD)
    judged = comparators.verdicts(HELD)
    line = found[0]
    imagined = cube(HELD, comparators.CUBE_POINTS)
    direct = compare(HELD.line.applies(imagined.table, HELD.settings.date), imagined.D, 0.3)
    assert line.missed == pytest.approx(direct.missed_share, abs=1e-12)
    assert line.overreach == pytest.approx(direct.overreach_share, abs=1e-12)
    for rule, verdict in zip(found[1:], judged[1:], strict=True):
        assert rule.missed == pytest.approx(verdict.cube.missed_share, abs=1e-9), rule.label
        assert rule.overreach == pytest.approx(verdict.cube.overreach_share, abs=1e-9), rule.label
    ends = comparators.verdicts_at_ends(HELD)
    for rule, (_, highest) in zip(drawn_rules.drawn_rules(HELD, drawn_rules.SYSTEMS), ends, strict=True):
        # A rule that errs on a share of readings is averaged over them before or after dividing.
        assert rule.missed == pytest.approx(highest.missed_share, abs=0.02), rule.label
        assert rule.overreach == pytest.approx(highest.overreach_share, abs=0.02), rule.label


def test_cusps_lie_where_their_priors_put_them() -> None:
    scenario = DEFAULT.replace(
        "priors",
        [
            ("function.critical_intelligence", Prior(THREE_POINT, 0.4, 0.5, 0.8)),
            ("function.sharpness", Prior(FIXED)),
        ],
    )
    cusps = unknowns.cusps(scenario)
    assert cusps is not None
    triangle = stats.triang(0.25, 0.4, 0.4)
    assert np.quantile(cusps.I, (0.1, 0.5, 0.9)) == pytest.approx(triangle.ppf((0.1, 0.5, 0.9)), abs=0.005)
    # A_0 - 2 / s with A_0 uniform from 0.5 to 1 and s = 10.
    assert (cusps.A.min(), cusps.A.max(), cusps.A.mean()) == pytest.approx((0.3, 0.8, 0.55), abs=0.002)
    # A cusp further up asks for more autonomy.
    assert cusps.A[cusps.dangerous].mean() < cusps.A[~cusps.dangerous].mean()


def test_what_divides_draws_is_found() -> None:
    """Where one parameter alone is drawn, it is the one, and its medians lie on either side of the border."""
    priors = [(key, Prior(FIXED)) for key in unknowns.prior_keys(FEW) if key != "function.uncoupled_midpoint"]
    scenario = FEW.replace("priors", priors).replace("view.own_point", True)
    seen = unknowns.viewed(scenario)
    found = unknowns.divide(scenario, seen.danger[:, 1])
    # At I = 0.7 the jump is at A_0 - 0.272, so that at A = 0.5 the border is A_0 = 0.772.
    assert found is not None and found.parameter.name == "uncoupled_midpoint"
    assert found.dangerous == pytest.approx((0.5 + 0.772) / 2, abs=0.01)
    assert found.other == pytest.approx((0.772 + 1.0) / 2, abs=0.01)
    assert "Midpoint without feedback" in how_sure.why(scenario)


def test_more_draws_agree_with_fewer() -> None:
    shares = [
        float(unknowns.viewed(DEFAULT.replace("ensemble.samples", samples)).share[1])
        for samples in ("128", "512", "4096")
    ]
    assert abs(shares[1] - shares[2]) < 0.02 and abs(shares[0] - shares[2]) < 0.05
    other = DEFAULT.replace("ensemble.draw_seed", 5)
    assert unknowns.draws(other) is not unknowns.draws(DEFAULT)
    assert float(unknowns.viewed(other).share[1]) == pytest.approx(shares[2], abs=0.02)
