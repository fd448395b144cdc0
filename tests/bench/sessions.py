"""A visitor without a browser who moves one slider of a page to and fro."""

from __future__ import annotations

from tests.visit import Visit


class Session:
    """One visit to a page of the app."""

    def __init__(self, address: str, page: str, query: dict[str, str], label: str) -> None:
        self._visit = Visit(address, page, query)
        self._label = label
        self._value = 0.0
        self._direction = 1

    async def open(self) -> None:
        """Connect, and run the page once."""
        await self._visit.open()
        slider = self._visit.elements["slider", self._label]
        self._value = slider.value[0] if slider.set_value else slider.default[0]

    async def change(self) -> float:
        """Move the slider by one step, and return the seconds until the run that answers has ended."""
        slider = self._visit.elements["slider", self._label]
        if not slider.min <= self._value + self._direction * slider.step <= slider.max:
            self._direction = -self._direction
        self._value = round(self._value + self._direction * slider.step, 9)
        return await self._visit.set("slider", self._label, self._value)

    async def close(self) -> None:
        """Disconnect."""
        await self._visit.close()
