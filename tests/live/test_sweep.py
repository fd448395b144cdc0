"""A sweep sends few bytes, and every step decodes to the picture that Python draws."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import Any

import numpy as np
import pytest

from risk.live import sweep
from tests.ui import decoder, demo_app
from tests.ui.demo_app import Demo, Ramp

MIDDLE, SHARPNESS, STAGES = "function.middle", "function.sharpness", "function.stages"


def decoded(picture: Any, scenario: Any, key: str, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    base = sweep.normal(picture(scenario))
    found = sweep.frames(picture, scenario, key, base, **options)
    message = decoder.unpack(sweep.pack({"base": base, "frames": found.message()}))
    steps = range(len(found.values))
    return message["frames"], [decoder.picture_at(message["base"], message["frames"], step) for step in steps]


def filled(container: dict[str, Any]) -> set[str]:
    return {key for key, item in container.items() if not isinstance(item, dict) or item}


def assert_same(one: Any, other: Any, where: str = "") -> None:
    """Equal in structure; arrays to within a code of 16 bits."""
    if isinstance(other, dict):
        # To Plotly an empty container is the same as none.
        assert filled(one) == filled(other), where
        for key in other:
            assert_same(one[key], other[key], f"{where}.{key}")
    elif isinstance(other, np.ndarray):
        assert np.shape(one) == other.shape, where
        finite = other[np.isfinite(other)]
        tolerance = (finite.max() - finite.min()) / 65534 if finite.size and other.dtype.kind == "f" else 0.0
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=tolerance, equal_nan=True, err_msg=where)
    else:
        assert one == other, where


def assert_frames_equal_pictures(picture: Any, scenario: Any, key: str) -> dict[str, Any]:
    frames, pictures = decoded(picture, scenario, key)
    assert len(frames["values"]) > 2
    for value, found in zip(frames["values"], pictures, strict=True):
        expected = sweep.normal(picture(scenario.replace(key, value)))
        found["traces"] = {name: found["traces"][name] for name in found["order"]}
        assert_same(found, expected, f"{key}={value}")
    return frames


@pytest.mark.parametrize("key", [MIDDLE, SHARPNESS, STAGES])
@pytest.mark.parametrize("picture", [demo_app.plane, demo_app.surface])
def test_every_step_decodes_to_its_picture(picture: Any, key: str) -> None:
    assert_frames_equal_pictures(picture, Demo(), key)


def test_what_does_not_change_is_not_sent() -> None:
    base = sweep.normal(demo_app.plane(Demo()))
    changes = sweep.frames(demo_app.plane, Demo(), MIDDLE, base).message()["changes"]
    changed = {tuple(change["at"]) for change in changes}
    assert ("traces", "D", "z") in changed and ("layout", "shapes") in changed and ("layout", "meta", "alt") in changed
    assert ("traces", "D", "x") not in changed and ("layout", "xaxis", "range") not in changed


def hard(scenario: Demo) -> dict[str, Any]:
    """Everything that is not a grid of constant shape."""
    middle = scenario.function.middle
    count = round(100 * middle)
    line = np.linspace(0.0, 1.0, count)
    flop = 10 ** np.linspace(20, 26 + 2 * middle, 300)
    gaps = np.where(np.linspace(0, 1, 300) > middle, np.nan, middle)
    traces: list[dict[str, Any]] = [
        {"name": "length", "x": line, "y": [None if x > 0.9 else x * middle for x in line.tolist()]},
        {
            "name": "log",
            "x": flop,
            "y": gaps,
            "customdata": np.column_stack([flop, gaps]),
            "text": [f"{x:.1f}" for x in gaps],
        },
        {"name": "mesh", "i": np.arange(90) % count, "x": np.full(90, np.nan if middle > 0.5 else 1.0)},
        {
            "name": "infinite",
            "z": np.where(np.eye(9) > 0, np.inf, middle),
            "marker": {"color": ["red", "blue"][: 1 + (middle > 0.5)]},
        },
        {"name": "twins", "y": [middle]},
        {"name": "twins", "y": [2 * middle]},
    ]
    if middle < 0.4:
        traces.insert(0, {"name": "early", "x": line, "y": line, "line": {"dash": "dot"}})
    layout: dict[str, Any] = {
        "meta": {"alt": f"{middle}"},
        "xaxis": {"type": "log"},
        "annotations": [{"x": middle, "text": "<b>"}],
    }
    if middle > 0.6:
        layout["title"] = {"text": "Late"}
    return {"data": traces if middle < 0.8 else traces[::-1], "layout": layout}


@pytest.mark.parametrize("start", [0.3, 0.61, 0.85])
def test_lengths_orders_gaps_and_logarithms_survive(start: float) -> None:
    frames = assert_frames_equal_pictures(hard, Demo(Ramp(middle=start)), MIDDLE)
    assert start in frames["values"]


def test_a_logarithmic_axis_keeps_its_low_end() -> None:
    frames, pictures = decoded(hard, Demo(), MIDDLE)
    for value, found in zip(frames["values"], pictures, strict=True):
        expected = 10 ** np.linspace(20, 26 + 2 * value, 300)
        np.testing.assert_allclose(found["traces"]["log"]["x"], expected, rtol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_quantising_errs_by_less_than_a_code(seed: int) -> None:
    random = np.random.default_rng(seed)
    array = random.normal(random.normal(0, 100), 10 ** random.uniform(-9, 9), size=(9, 31))
    array[random.random(array.shape) < 0.1] = np.nan
    found = decoder.decode(sweep.quantise(array))
    assert np.array_equal(np.isnan(found), np.isnan(array))
    rounding = 4 * np.finfo(float).eps * np.nanmax(np.abs(array))
    assert np.nanmax(np.abs(found - array)) <= (np.nanmax(array) - np.nanmin(array)) / 65534 + rounding


@pytest.mark.parametrize(
    "array", [np.full(70, 0.3), np.full(70, np.nan), np.full(70, -np.inf), np.array([-1e308, 1e308] * 40)]
)
def test_arrays_without_a_range_survive(array: np.ndarray) -> None:
    np.testing.assert_array_equal(decoder.decode(sweep.quantise(array)), array)


def test_a_sweep_stays_under_its_bytes_by_dropping_steps() -> None:
    picture = functools.partial(demo_app.plane, size=61)
    scenario = Demo(Ramp(middle=0.61))
    full, _ = decoded(picture, scenario, MIDDLE)
    fewer, pictures = decoded(picture, scenario, MIDDLE, most_bytes=200_000)
    assert len(fewer["values"]) < len(full["values"]) and set(fewer["values"]) < set(full["values"])
    assert {0.2, 0.61, 0.9} <= set(fewer["values"])
    base = sweep.normal(picture(scenario))
    for most in (200_000, 1_000_000):
        assert len(sweep.pack(sweep.frames(picture, scenario, MIDDLE, base, most).message())) <= most
    assert_same(pictures[-1]["traces"]["D"], sweep.normal(picture(scenario.replace(MIDDLE, 0.9)))["traces"]["D"])


def test_a_step_that_fails_is_named_and_the_rest_is_drawn() -> None:
    frames, pictures = decoded(demo_app.broken, Demo(), MIDDLE)
    failed = {frames["values"][int(step)] for step in frames["errors"]}
    assert failed == {value for value in frames["values"] if value > 0.7}
    assert set(frames["errors"].values()) == {"the plug-in returned numbers above 1"}
    assert_same(pictures[0]["layout"], sweep.normal(demo_app.broken(Demo(Ramp(middle=0.2))))["layout"])


def test_sweeps_visit_the_steps_of_the_slider() -> None:
    middle = dataclasses.replace(Demo().parameter(MIDDLE), step=0.02)
    found = list(middle.grid(0.6))
    assert found == [float(f"{0.2 + 0.02 * place:.6g}") for place in range(36)]
    # Half the slider's steps are more than a sweep may have: it visits every second.
    assert list(dataclasses.replace(middle, step=0.01).grid(0.6)) == found


def test_the_current_value_is_visited_exactly_where_it_lies() -> None:
    middle = Demo().parameter(MIDDLE)
    for value in (0.6123456789, 0.05, 1.0, 0.2):
        found = list(middle.grid(value))
        assert value in found and found == sorted(set(found))
        assert found[0] == min(0.2, value) and found[-1] == max(0.9, value)


def test_long_sliders_are_thinned_and_logarithms_visited_in_equal_ratios() -> None:
    for value in (4.0, 10.0, 30.0, 99.0):
        found = Demo().parameter(SHARPNESS).grid(value)
        assert value in found and 20 < len(found) <= 62
        ratios = np.diff(np.log(found))
        assert ratios.max() < 0.15
    assert len(Demo().parameter(MIDDLE).grid(0.6, most=11)) <= 12


def test_whole_numbers_stay_whole() -> None:
    assert list(Demo().parameter(STAGES).grid(3)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(type(value) is int for value in list(Demo().parameter(STAGES).grid(3)))


def test_tokens_name_everything_but_the_swept_value() -> None:
    def tokens(picture: Any = demo_app.plane, **values: Any) -> dict[str, str]:
        return sweep.tokens(picture, Demo(Ramp(**values)), [MIDDLE, SHARPNESS])

    assert tokens()[MIDDLE] == tokens(middle=0.7)[MIDDLE]
    assert tokens()[SHARPNESS] != tokens(middle=0.7)[SHARPNESS]
    assert tokens()[MIDDLE] != tokens()[SHARPNESS]
    # A value outside the slider's range widens it: the frames held do not reach there.
    assert tokens()[MIDDLE] != tokens(middle=0.95)[MIDDLE]


def test_tokens_tell_closures_of_one_function_apart() -> None:
    def closure(dark: bool) -> Any:
        return lambda scenario: demo_app.plane(scenario, dark=dark)

    pictures = [
        demo_app.plane,
        demo_app.surface,
        closure(True),
        closure(False),
        functools.partial(demo_app.plane, dark=True),
        functools.partial(demo_app.plane, dark=False),
    ]
    names = [sweep.tokens(picture, Demo(), [MIDDLE])[MIDDLE] for picture in pictures]
    assert len(set(names)) == len(names)
    assert sweep.tokens(closure(True), Demo(), [MIDDLE])[MIDDLE] == names[2]


def test_pictures_are_read_as_numpy_or_lists() -> None:
    numbers = [float(x) for x in range(40)]
    for x in (numbers, tuple(numbers), np.array(numbers), np.array(numbers, dtype=np.float32)):
        found = sweep.normal({"data": [{"x": x}], "layout": {}})
        np.testing.assert_array_equal(found["traces"]["trace 1"]["x"], numbers)
    dates = np.array(["2025-01-01", "2026-01-01"], dtype="datetime64[D]")
    trace = {
        "name": "t",
        "x": dates,
        "y": [1, float("nan")],
        "text": np.array(["a", None], dtype=object),
        "flag": np.True_,
    }
    found = sweep.normal({"data": [trace]})["traces"]["t"]
    assert found["x"] == ["2025-01-01", "2026-01-01"] and found["y"] == [1, None]
    assert found["text"] == ["a", None] and found["flag"] is True
    with pytest.raises(TypeError, match="object"):
        sweep.normal({"data": [{"x": object()}]})


def test_packing_keeps_types_shapes_and_order() -> None:
    arrays = [
        np.arange(count, dtype=kind) for count, kind in itertools.product((0, 1, 7), ("f8", "f4", "i4", "u2", ">f8"))
    ]
    found = decoder.unpack(sweep.pack({"some": [{"arrays": arrays}], "text": "°"}))
    assert found["text"] == "°"
    for one, other in zip(found["some"][0]["arrays"], arrays, strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(ValueError, match="JSON"):
        sweep.pack({"x": float("nan")})
