"""What each page shows of a scenario: one file a page, above the figures and below the interface.

The pages, the report, the story, the comparison and the command line all read the same exhibits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from risk.exhibits import (
    data_and_method,
    flop_line,
    how_sure,
    moving_target,
    proxy_agency,
    regimes,
    start,
    surface,
    transition,
)
from risk.exhibits.base import Exhibit, Figure, Picture
from risk.scenario import Scenario

__all__ = ["EXHIBITS", "TITLES", "Exhibit", "Figure", "Picture", "exhibit"]

_PAGES = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        start,
        surface,
        transition,
        proxy_agency,
        flop_line,
        moving_target,
        regimes,
        how_sure,
        data_and_method,
    )
}

EXHIBITS: Mapping[str, Callable[[Scenario], Exhibit]] = MappingProxyType(
    {name: module.exhibit for name, module in _PAGES.items()}
)
"""What shows a scenario, by the file stem of its page, in the order of the navigation."""

TITLES: Mapping[str, str] = MappingProxyType({name: module.TITLE for name, module in _PAGES.items()})
"""Names of the pages, by their file stem."""


def exhibit(page: str, scenario: Scenario) -> Exhibit:
    """What a page shows of a scenario.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    if page not in EXHIBITS:
        raise ValueError(f"there is no page {page!r:.60}; there are {', '.join(EXHIBITS)}")
    return EXHIBITS[page](scenario)
