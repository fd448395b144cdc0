"""Work for processes of their own, which load this file and little else: light, and sometimes deadly."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np


def wavy(x):
    return np.sin(7.0 * x[0]) * x[1] + x[2] ** 2


def once_deadly(marker: Path, points):
    """Ends its own process the first time that any process gets here."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return wavy(points)
    os.kill(os.getpid(), signal.SIGKILL)


def always_deadly(block: int) -> int:
    if block == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return block


def slow(folder: Path, block: int) -> int:
    (folder / f"{os.getpid()}").touch()
    time.sleep(0.3)
    return block * block


def wavy_with_a_pause(points):
    time.sleep(0.15)
    return wavy(points)
