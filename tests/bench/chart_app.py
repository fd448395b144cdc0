"""The figures that open the Surface page as `st.plotly_chart` draws them, with the same slider and nothing else."""

import gc

import streamlit as st

from risk.plots.surface import flat_picture, surface_picture, twin_picture
from risk.plots.theme import THEMES
from risk.scenario import Scenario
from tests.bench.specification import KEY


def main() -> None:
    st.set_page_config(layout="wide")
    if "scenario" not in st.session_state:
        st.session_state["scenario"] = Scenario.from_query(dict(st.query_params))[0]
    scenario = st.session_state["scenario"]
    declared, value = scenario.parameter(KEY), scenario.get(KEY)
    low, high = declared.span(value)

    def changed() -> None:
        st.session_state["scenario"] = scenario.replace(KEY, st.session_state[KEY])

    st.session_state[KEY] = value
    st.sidebar.slider(declared.label, low, high, step=declared.step, key=KEY, on_change=changed)
    # As large as on the page: what a figure costs to draw depends on its size.
    if scenario.view.picture == "surface":
        solid, flat = st.columns([0.6, 0.4], gap="medium")
        solid.plotly_chart(surface_picture(scenario, THEMES["light"]), width="stretch", height=390, key="surface")
        flat.plotly_chart(twin_picture(scenario, THEMES["light"]), width="stretch", height=390, key="twin")
    else:
        st.plotly_chart(flat_picture(scenario, THEMES["light"]), width="stretch", height=420, key="map")


# As app.py does.
if __name__ == "__main__":
    main()
elif __name__ != "__mp_main__":
    gc.collect()
    gc.freeze()
    app = st.App(__file__)
