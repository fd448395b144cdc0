"""What the live figure loads: plotly.js from the installed wheel, and our own script and style, named by content."""

from __future__ import annotations

import functools
import gzip
import hashlib
import importlib.metadata
import importlib.resources
import json
import threading
from typing import TYPE_CHECKING

from risk.live import library

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

FOLDER = "live-figure"

_LOCK = threading.Lock()

# Streamlit sends a component's script with every message, so what it gets is a few lines that import the rest.
_LOADER = """\
const assets = %s
const at = (name) => new URL(name, document.baseURI).href
// An import waits for the page to come to rest even when it is loaded already: keep what it gave.
const held = (window.liveFigureScripts ??= {})
export default async function (component) {
  try {
    const script = (held[assets.script] ??= await import(at(assets.script)))
    return script.default(component, at(assets.style), at(assets.plotly))
  }
  catch (error) {
    const data = component.data, size = new DataView(data.buffer, data.byteOffset).getUint32(0, true)
    const head = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + size)))
    component.parentElement.textContent = `The figure cannot be drawn: its script did not load. ${head.alternative}`
  }
}
"""


@functools.cache
def _files() -> dict[str, tuple[str, str]]:
    """Package and file behind each served name."""
    plotly = importlib.metadata.version("plotly")
    found = {f"plotly-{plotly}.min.js": ("plotly.package_data", "plotly.min.js")}
    for name in ("live_figure.js", "live_figure.css"):
        content = importlib.resources.files("risk.live").joinpath(name).read_bytes()
        stem, suffix = name.split(".")
        found[f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"] = ("risk.live", name)
    return found


def addresses() -> dict[str, str]:
    """Addresses of `plotly`, `script` and `style`, relative to the app."""
    plotly, script, style = (f"{FOLDER}/{name}" for name in _files())
    return {"plotly": plotly, "script": script, "style": style}


def preload() -> str:
    """`Link` header of a page: what its figures load, to be fetched while the page itself is still being built.

    Streamlit's own parts are left out: named here, they come before what the claim needs, and it waits for them.
    """
    found = addresses()
    return (
        f"<./{found['script']}>; rel=modulepreload, <./{found['style']}>; rel=preload; as=style,"
        f" <./{found['plotly']}>; rel=preload; as=script; fetchpriority=low"
    )


def loader() -> str:
    """The component's inline script: it imports the served one, or says in the figure's place that it cannot."""
    return _LOADER % json.dumps(addresses())


@functools.cache
def _content(name: str) -> tuple[bytes, bytes]:
    package, file = _files()[name]
    if package == "plotly.package_data":
        return library.plotly(), library.plotly_compressed()
    raw = importlib.resources.files(package).joinpath(file).read_bytes()
    return raw, gzip.compress(raw, 6)


def routes() -> list[BaseRoute]:
    """Routes for `st.App(..., routes=routes())`.

    The names contain a version or a hash of the content, so the answers never expire. Each is compressed once,
    when it is first asked for. Any prefix before the folder is accepted: the browser resolves the addresses
    against the page's own address, which has one under `server.baseUrlPath`.
    """
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    def serve(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _files():
            return PlainTextResponse("Not found", status_code=404)
        with _LOCK:
            raw, compressed = _content(name)
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        media_type = "text/css" if name.endswith(".css") else "text/javascript"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(compressed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
        return Response(raw, media_type=media_type, headers=headers)

    return [Route(f"/{{prefix:path}}{FOLDER}/{{name}}", serve)]
