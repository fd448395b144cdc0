"""What begins and ends with the server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from risk.live import worker


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Keep a process for long work, for `st.App(..., lifespan=lifespan)`."""
    worker.begin("risk.exhibits", "risk.live.shared")
    try:
        yield
    finally:
        worker.end()
