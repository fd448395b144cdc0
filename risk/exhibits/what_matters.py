"""The tab *What matters* of the page How sure: which figures it shows. None of them sweeps: each step would take all
draws anew."""

from __future__ import annotations

from risk.exhibits.base import Figure
from risk.plots import sensitivity as plots

PART = "What matters"

FIGURES = (
    Figure("indices", plots.indices_picture, (), 560, part=PART),
    Figure("tornado", plots.tornado_picture, (), 560, part=PART),
    Figure("fail-box", plots.box_picture, ("inquiry.missed_limit",), 430, part=PART),
)
