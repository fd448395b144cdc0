"""The Surface page's figure as `st.plotly_chart` draws it, with the same slider and nothing else."""

import gc

import streamlit as st

from risk.plots.plane import plane_picture
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
    st.plotly_chart(plane_picture(scenario, THEMES["light"]), width="stretch", height=430, key="figure")


# As app.py does.
if __name__ == "__main__":
    main()
else:
    gc.collect()
    gc.freeze()
    app = st.App(__file__)
