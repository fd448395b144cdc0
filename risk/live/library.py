"""plotly.js, which every live figure draws with, as the installed wheel brings it."""

from __future__ import annotations

import functools
import gzip
import importlib.resources


@functools.cache
def plotly() -> bytes:
    """The script itself, minified."""
    return importlib.resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()


@functools.cache
def plotly_compressed() -> bytes:
    """The script as gzip, compressed once: it takes a good part of a second."""
    return gzip.compress(plotly(), 6, mtime=0)
