"""Colours: readable, even in lightness, and told apart by the colour-blind."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from risk.exhibits import EXHIBITS, exhibit
from risk.plots.theme import REGION_COLOURS, REGION_PATTERNS, THEMES, Theme, enlarged
from risk.scenario import Scenario

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)

# Linear RGB as seen without the green and without the red cones (Viénot, Brettel and Mollon 1999).
_SEEN = {
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
}


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """CIE L*."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@BOTH
def test_words_are_readable(theme: Theme) -> None:
    assert contrast(theme.text, theme.background) >= 4.5
    assert contrast(theme.muted, theme.background) >= 4.5
    assert contrast(theme.line, theme.background) >= 4.5


@BOTH
def test_lines_stand_out_from_every_shade_of_danger(theme: Theme) -> None:
    for shade in theme.danger:
        assert contrast(theme.tolerance, shade) >= 3
        assert contrast(theme.line, shade) >= 3


@BOTH
def test_danger_is_even_in_lightness_and_its_end_stands_out_most(theme: Theme) -> None:
    steps = np.diff([lightness(shade) for shade in theme.danger])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).max() / np.abs(steps).min() < 2
    from_background = [abs(lightness(shade) - lightness(theme.background)) for shade in theme.danger]
    assert from_background == sorted(from_background)


@pytest.mark.parametrize("sight", _SEEN)
def test_regions_differ_for_the_colour_blind(sight: str) -> None:
    seen = [np.array(_SEEN[sight]) @ linear(colour) for colour in REGION_COLOURS.values()]
    assert min(float(np.abs(one - other).max()) for one, other in itertools.combinations(seen, 2)) > 0.08


def test_no_region_is_told_by_colour_alone() -> None:
    assert len(set(REGION_PATTERNS.values())) == len(REGION_COLOURS)


def test_an_enlarged_figure_has_larger_words_marks_lines_and_margins() -> None:
    picture = {
        "data": [
            {
                "textfont": {"size": 12},
                "marker": {"size": [1, 13], "line": {"width": 2}},
                "line": {"width": 3, "dash": "dash"},
                "contours": {"size": 0.1, "labelfont": {"size": 11}},
                "colorbar": {"thickness": 9, "len": 0.5, "title": {"font": {"size": 13}}},
                "x": np.arange(3.0),
            }
        ],
        "layout": {
            "font": {"size": 14, "family": "serif"},
            "margin": {"l": 58, "autoexpand": False},
            "annotations": [{"x": 0.5, "xshift": -6, "font": {"size": 13}}],
        },
    }
    large = enlarged(picture, 2)
    trace, layout = large["data"][0], large["layout"]
    assert (trace["textfont"], trace["marker"]) == ({"size": 24}, {"size": [2, 26], "line": {"width": 4}})
    assert trace["line"] == {"width": 6, "dash": "dash"}
    assert trace["contours"] == {"size": 0.1, "labelfont": {"size": 22}}
    assert trace["colorbar"] == {"thickness": 18, "len": 0.5, "title": {"font": {"size": 26}}}
    assert trace["x"] is picture["data"][0]["x"]
    assert layout["font"] == {"size": 28, "family": "serif"}
    assert layout["margin"] == {"l": 116, "autoexpand": False}
    assert layout["annotations"] == [{"x": 0.5, "xshift": -12, "font": {"size": 26}}]
    assert picture["layout"]["font"]["size"] == 14


@pytest.mark.parametrize("page", EXHIBITS)
def test_every_figure_can_be_enlarged(page: str) -> None:
    shown = exhibit(page, Scenario())
    for figure in shown.figures:
        picture = figure.picture(shown.scenario, theme=THEMES["light"])
        large = enlarged(picture, 1.7)
        assert large["layout"]["font"]["size"] == pytest.approx(1.7 * picture["layout"]["font"]["size"])
        assert large["layout"]["meta"] == picture["layout"]["meta"]
        assert [trace["name"] for trace in large["data"]] == [trace["name"] for trace in picture["data"]]
