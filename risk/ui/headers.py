"""Headers of every answer: what a page may load, who may show it inside a page of their own, and what it needs soon."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

from risk.ui import assets

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", flags=re.DOTALL)


def _policy() -> str:
    # Streamlit's page holds one short inline script; it is allowed by what it says, and no other is.
    page = Path(streamlit.__file__).with_name("static") / "index.html"
    scripts = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    rules = {
        "default-src": "'self'",
        # Streamlit imports a component's loader from a blob.
        "script-src": " ".join(["'self'", "blob:", *(f"'sha256-{found}'" for found in hashes)]),
        # Streamlit and plotly.js write their styles while they draw.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {allowed}" for name, allowed in rules.items())


_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # A link holds a visitor's whole scenario: what they follow from here does not learn it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer.

    Another site may show a page in a frame only by an address with `embed=true`: there is nothing in it that a click
    made by deceit could give away, and all else stays unframed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = _policy()
        self._preload = (b"link", assets.preload().encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ancestors = "*" if embedded(scope.get("query_string", b"")) else "'self'"
        added = {**_HEADERS, "Content-Security-Policy": f"{self._policy}; frame-ancestors {ancestors}"}
        headers = [(name.lower().encode(), value.encode()) for name, value in added.items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in own)
                message["headers"] = [*own, *headers, *([self._preload] if page else [])]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def middleware() -> list[Middleware]:
    """Middleware for `st.App(..., middleware=middleware())`."""
    from starlette.middleware import Middleware

    return [Middleware(SecurityHeaders)]


def embedded(query: bytes) -> bool:
    """Whether a page is asked for as a part of another page."""
    return b"embed=true" in query.split(b"&")
