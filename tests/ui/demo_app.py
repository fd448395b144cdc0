"""A small app around the live figure, for its browser tests: heat map, surface, line, text, handle."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from risk.parameter import Declared, Parameter, integer, parameter, parameters
from risk.ui import assets
from risk.ui.live_figure import live_figure

DEFAULT_GRID = 41
OPENING = "Danger rises to the right."


@dataclass(frozen=True, kw_only=True)
class Ramp(Declared):
    """A danger function that is no more than its pictures need."""

    middle: float = parameter(0.6, 0.0, 1.0, typical=(0.2, 0.9), label="Middle", help="Where the ramp is half way up.")
    sharpness: float = parameter(10.0, 1.0, 100.0, typical=(4.0, 30.0), label="Sharpness", help="Slope.", log=True)
    stages: int = integer(3, 1, 8, label="Stages", help="How often the ramp is taken.")


@dataclass(frozen=True)
class Demo:
    """The scenario's four methods over one section."""

    function: Ramp = dataclasses.field(default_factory=Ramp)

    def parameter(self, key: str) -> Parameter:
        return next(p for p in parameters(self.function) if f"function.{p.name}" == key)

    def get(self, key: str) -> Any:
        return getattr(self.function, key.removeprefix("function."))

    def replace(self, key: str, value: Any) -> Demo:
        return Demo(self.function.replace(**{key.removeprefix("function."): value}))

    def to_query(self) -> dict[str, str]:
        return {f"function.{p.name}": p.text(self.get(f"function.{p.name}")) for p in parameters(self.function)}


def danger(scenario: Demo, size: int) -> tuple[np.ndarray, np.ndarray]:
    axis = np.linspace(0.0, 1.0, size)
    ramp = 1 / (
        1 + np.exp(-scenario.function.sharpness * (axis[:, None] + axis[None, :] / 2 - scenario.function.middle))
    )
    return axis, ramp**scenario.function.stages


def texts(scenario: Demo) -> dict[str, str]:
    share = float(np.mean(danger(scenario, 21)[1] > 0.3))
    title = "The ramp moves with its middle"
    return {
        "title": title,
        "alt": f"{OPENING} In all, {share:.0%} of the plane is dangerous at {scenario.function.middle:g}.",
        "caption": "Assumed: a logistic ramp.",
    }


def colours(dark: bool) -> dict[str, Any]:
    ink, paper = ("#e8e8e8", "#0e1117") if dark else ("#222222", "#ffffff")
    return {
        "font": {"color": ink},
        "paper_bgcolor": paper,
        "plot_bgcolor": paper,
        "margin": {"t": 50, "b": 45, "l": 50, "r": 20},
    }


def plane(scenario: Demo, kind: str = "heatmap", dark: bool = False, size: int = DEFAULT_GRID) -> dict[str, Any]:
    axis, ramp = danger(scenario, size)
    middle = scenario.function.middle
    line = np.linspace(0.0, 1.0, 200)
    traces: list[dict[str, Any]] = [
        {"type": kind, "name": "D", "x": axis, "y": axis, "z": ramp, "colorscale": "Cividis", "zmin": 0, "zmax": 1},
        {
            "type": "scatter",
            "name": "D* = 0.30",
            "x": line,
            "y": middle - line / 2,
            "mode": "lines",
            "showlegend": True,
        },
    ]
    if middle > 0.5:
        traces.append(
            {
                "type": "scatter",
                "name": "late",
                "x": [0.2, 0.4],
                "y": [0.9, 0.8],
                "mode": "markers",
                "text": ["=1+1", 'say "hi"'],
                "showlegend": True,
            }
        )
    layout = {
        **colours(dark),
        "title": {"text": texts(scenario)["title"]},
        "meta": texts(scenario),
        "xaxis": {"title": {"text": "Agenticity A"}, "range": [0, 1]},
        "yaxis": {"title": {"text": "Intelligence I"}, "range": [0, 1]},
        "legend": {"orientation": "h"},
        "shapes": [
            {"type": "line", "x0": 0, "x1": 1, "y0": middle, "y1": middle, "line": {"dash": "dash", "color": "#888888"}}
        ],
    }
    return {"data": traces, "layout": layout}


def surface(scenario: Demo, dark: bool = False, size: int = DEFAULT_GRID) -> dict[str, Any]:
    axis, ramp = danger(scenario, size)
    return {
        "data": [
            {
                "type": "surface",
                "name": "D",
                "x": axis,
                "y": axis,
                "z": ramp,
                "colorscale": "Cividis",
                "cmin": 0,
                "cmax": 1,
            }
        ],
        "layout": {
            **colours(dark),
            "title": {"text": "The surface"},
            "meta": texts(scenario),
            "scene": {"zaxis": {"range": [0, 1]}},
        },
    }


def handled(scenario: Demo, dark: bool = False, size: int = DEFAULT_GRID) -> dict[str, Any]:
    """A heat map with a point that can be dragged: to the right for the middle, upwards for the sharpness."""
    picture = plane(scenario, dark=dark, size=size)
    grip = {
        "type": "scatter",
        "name": "grip",
        "x": [scenario.function.middle],
        "y": [scenario.function.sharpness / 40],
        "mode": "markers",
        "marker": {"size": 18},
    }
    handle = {"trace": "grip", "x": "function.middle", "y": "function.sharpness"}
    layout = picture["layout"] | {"meta": picture["layout"]["meta"] | {"handle": handle}}
    return {"data": [*picture["data"], grip], "layout": layout}


def broken(scenario: Demo, dark: bool = False) -> dict[str, Any]:
    if scenario.function.middle > 0.7:
        raise ValueError("the plug-in returned numbers above 1")
    return plane(scenario, dark=dark)


def main() -> None:
    st.set_page_config(page_title="Demo")
    dark = st.context.theme.type == "dark"
    scenario: Demo = st.session_state.setdefault("scenario", Demo())
    st.session_state.setdefault("commits", [])
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1

    def commit(key: str, value: Any) -> None:
        st.session_state["scenario"] = st.session_state["scenario"].replace(key, value)
        st.session_state["commits"].append((key, value))

    def slide() -> None:
        st.session_state["scenario"] = st.session_state["scenario"].replace(
            "function.middle", st.session_state["middle"]
        )

    st.title("Demo")
    st.session_state["middle"] = scenario.function.middle
    st.sidebar.slider("Middle in the sidebar", 0.0, 1.0, step=0.01, key="middle", on_change=slide)
    view = st.sidebar.radio("View", ["heatmap", "contour", "surface", "broken", "none", "handle"])
    size = st.sidebar.number_input("Grid", 5, 101, DEFAULT_GRID)

    # Closures on purpose: pages write their pictures so.
    def picture(state: Demo) -> dict[str, Any]:
        if view == "surface":
            return surface(state, dark, size)
        if view == "broken":
            return broken(state, dark)
        if view == "handle":
            return handled(state, dark, size)
        return plane(state, view, dark, size)

    if view != "none":
        sweeps = ("function.middle", "function.sharpness", "function.stages")
        live_figure(picture, scenario, key="demo", sweeps=sweeps, commit=commit, height=420)
    st.text(f"commits: {st.session_state['commits']}")
    st.text(f"runs: {st.session_state['runs']}")


if __name__ == "__main__":
    main()
elif __name__ != "__mp_main__":
    app = st.App(__file__, routes=assets.routes())
