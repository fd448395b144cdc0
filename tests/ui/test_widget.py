"""What a browser says of a widget that it has not drawn anew yet; tests/ui/test_headers.py tries it in a browser."""

from __future__ import annotations

import asyncio

from tests.visit import Visit

LABEL = "Critical intelligence"
KEY = "function.critical_intelligence"


def test_an_old_value_of_a_widget_takes_nothing_back_and_a_new_one_counts(server: str) -> None:
    async def move() -> list[float]:
        async with Visit(server, "transition") as visit:
            await visit.open()
            slider = visit.elements["slider", LABEL]
            key = visit.labels("figure")[0]
            shown = []
            await visit.commit(key, 1, {KEY: 0.5})
            shown.append(_value(visit))
            # As a browser does that asks for a sweep before it has drawn the answer: the old slider has its old value.
            await visit.sweep(key, KEY, held={slider.id: slider.value[0]})
            await visit.open()
            shown.append(_value(visit))
            await visit.set("slider", LABEL, slider.value[0])
            shown.append(_value(visit))
            return shown

    assert asyncio.run(move()) == [0.5, 0.5, 0.6]


def _value(visit: Visit) -> float:
    slider = visit.elements["slider", LABEL]
    value: float = slider.value[0]
    return value
