"""Compare: two scenarios side by side, and what makes them differ."""

import streamlit as st

from risk import difference, export, sides, words
from risk.exhibits import TITLES, exhibit
from risk.ui import compare, files, page, state

scenario = state.current()
view = scenario.view
both = tuple(sides.side(scenario, which) for which in (sides.ONE, sides.OTHER))
shown = tuple(exhibit(view.compare_page, side.scenario) for side in both)
found = difference.difference(*(side.scenario for side in both), view.compare_page, view.compare_number)

page.heading(
    difference.claim(found, (both[0].name, both[1].name)),
    f"Two scenarios side by side, by what *{TITLES[view.compare_page]}* shows of each. Turn or zoom one figure and the"
    " other follows; its bar moves its own scenario only.",
)

for column, side, exhibited in zip(st.columns(2, gap="medium"), both, shown, strict=True):
    with column:
        compare.chooser(side)
        compare.figure(exhibited, side, compare.at(exhibited, view.compare_figure))
        compare.opener(side)

page.numbers_abreast(difference.numbers(found))
st.markdown(difference.why(found))

page.section("Levers")
compare.subjects(shown[0])

page.section(f"Where they differ: {words.counted(len(found.changes), 'difference')}, the strongest first")
if found.changes:
    compare.table(difference.columns(found))
for name, keys in (("first", found.only_one), ("second", found.only_other)):
    if keys:
        page.small(page.literal(f"Only the {name} scenario has: {words.listed(list(keys), most=20)}."))

page.section(f"Every number of {TITLES[view.compare_page]}")
compare.table(difference.number_columns(found))
files.download(
    "Download the comparison as CSV with metadata",
    lambda: export.archive(difference.table(found), *(side.scenario for side in both)),
    "comparison.zip",
    files.ARCHIVE,
)
page.footer()
