"""What nginx and the app must do together, seen without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from websockets.exceptions import InvalidStatus

from tests.hosting.proxy import Proxy, trusting
from tests.serving import Server
from tests.visit import Visit

WAIT = 10
QUIET_SECONDS = 70


@dataclass
class Found:
    """What was checked: rows of point, whether it holds, and what was seen."""

    rows: list[tuple[str, bool, str]] = field(default_factory=list)

    def check(self, point: str, holds: Any, seen: object = "") -> None:
        """Add a row."""
        self.rows.append((point, bool(holds), str(seen)))

    @contextlib.contextmanager
    def checking(self, point: str) -> Iterator[list[object]]:
        """Add a row that holds if nothing fails meanwhile; what is put into the list is what was seen."""
        seen: list[object] = []
        try:
            yield seen
        except Exception as error:  # one point that fails does not hide the others
            self.check(point, False, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
        else:
            self.check(point, True, ", ".join(map(str, seen)))

    def table(self) -> str:
        """The rows as Markdown."""
        lines = ["| Checked | Holds | Seen |", "|---|---|---|"]
        lines += [f"| {point} | {'yes' if holds else '**no**'} | {seen} |" for point, holds, seen in self.rows]
        return "\n".join(lines)

    @property
    def whole(self) -> bool:
        """Whether every point holds."""
        return all(holds for _, holds, _ in self.rows)


def get(address: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of an answer, whatever the status; redirections are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data=data, method=method, headers=named)
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=trusting()))
    try:
        with opener.open(request, timeout=WAIT) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def documents(found: Found, proxy: Proxy) -> None:
    """The page and its files: headers, compression, caching, limits."""
    status, headers, body = get(f"{proxy.address}/surface", Accept_Encoding="gzip")
    page = gzip.decompress(body).decode() if headers["Content-Encoding"] == "gzip" else body.decode()
    found.check("a page answers", status == 200 and '<div id="root">' in page, status)
    policy = headers["Content-Security-Policy"] or ""
    own = "script-src 'self'" in policy and "unsafe-eval" not in policy
    found.check("policy: own scripts only, no frame elsewhere", own and policy.endswith("frame-ancestors 'self'"))
    embedded = get(f"{proxy.address}/surface?embed=true")[1]["Content-Security-Policy"]
    found.check("with embed=true a frame anywhere", embedded.endswith("frame-ancestors *"))
    named = {name: headers[name] for name in ("X-Content-Type-Options", "Referrer-Policy", "Server")}
    expected = ["nosniff", "same-origin", "nginx"]
    found.check("nosniff, referrer, no server version", list(named.values()) == expected)
    found.check("a page is asked for anew each time", headers["Cache-Control"] == "no-cache", headers["Cache-Control"])
    cookie = headers["Set-Cookie"] or ""
    again = get(f"{proxy.address}/surface", Cookie=cookie.split(";")[0])[1]["Set-Cookie"]
    found.check("a visit gets its cookie once", "danger_visit=" in cookie and "HttpOnly" in cookie and not again)

    script = re.search(r'src="\./(static/js/index[^"]+)"', page)
    assert script is not None
    sizes = {}
    for encoding in ("gzip", "identity"):
        status, headers, body = get(f"{proxy.address}/{script[1]}", Accept_Encoding=encoding)
        sizes[encoding] = len(body)
        immutable = "immutable" in (headers["Cache-Control"] or "")
        found.check(f"script as {encoding}: immutable, no cookie", status == 200 and immutable
                    and not headers["Set-Cookie"], f"{len(body) / 1e3:.0f} kB")  # fmt: skip
    found.check("static files are compressed", sizes["gzip"] < 0.5 * sizes["identity"])
    from risk.ui import assets

    for name, path in assets.addresses().items():
        status, headers, body = get(f"{proxy.address}/{path}", Accept_Encoding="gzip")
        good = status == 200 and headers["Content-Encoding"] == "gzip" and "immutable" in headers["Cache-Control"]
        found.check(f"live figure, {name}: compressed, immutable", good, f"{len(body) / 1e3:.0f} kB")
    plotly = assets.addresses()["plotly"]
    get(f"{proxy.address}/{plotly}", Accept_Encoding="gzip")
    time.sleep(0.2)
    kept = [cache for _, cache, _, path in proxy.requests() if path.endswith(plotly)]
    found.check("nginx keeps them: the app sends them once", kept[0] == "MISS" and kept[-1] == "HIT", kept)

    for path in ("_stcore/metrics", "_stcore/agent/openapi.json"):
        status = get(f"{proxy.address}/{path}")[0]
        found.check(f"{path} is not public", status == 404, status)
    status = get(f"{proxy.address}/_stcore/upload_file/a/b", "PUT", b"x" * 3_000_000)[0]
    found.check("3 MB are not taken", status == 413, status)
    status, headers, _ = get(f"{proxy.secure_address}/surface/")
    place = headers["Location"] or ""
    found.check("a redirection stays behind the proxy", status == 301 and not place.startswith("http:"), place)


async def websockets(found: Found, proxy: Proxy) -> None:
    """Live sessions through the proxy."""
    with found.checking("a websocket runs a page, moves a slider, asks a sweep") as seen:
        async with Visit(proxy.address, "surface") as visit:
            await visit.open()
            await visit.set("slider", "Critical intelligence", 0.5)
            taken = await visit.sweep("surface", "function.critical_intelligence")
            assert visit.figure("surface")["frames"]
            seen.append(f"sweep in {taken * 1000:.0f} ms")
    with found.checking("a report is downloaded through it") as seen:
        async with Visit(proxy.address, "flop_line") as visit:
            await visit.open()
            await visit.set("button", "Share, save, open", True)
            status, headers, body = get(await visit.file("Download the report"))
            assert status == 200 and body.lstrip().startswith(b"<!") and headers["Content-Disposition"]
            seen.append(f"{len(body) / 1e6:.1f} MB")
            made = await visit.file("Download the systems as CSV")
            answers = [get(made, Cookie=f"danger_visit={number}")[0] for number in range(12)]
            assert set(answers) == {200}, answers
            seen.append("found from either process")
    for origin, expected in (("https://elsewhere.example", 403), (re.sub(r"(//[^/]+).*", r"\1", proxy.address), 101)):
        status = 101
        try:
            async with Visit(proxy.address, headers={"Origin": origin}) as visit:
                await visit.open()
        except InvalidStatus as error:
            status = error.response.status_code
        found.check(f"websocket from {'its own' if expected == 101 else 'a foreign'} page", status == expected, status)


async def quiet(found: Found, proxy: Proxy) -> None:
    """A visitor who reads for longer than nginx' own limit."""
    with found.checking(f"a websocket outlives {QUIET_SECONDS} s of silence") as seen:
        async with Visit(proxy.address, "regimes") as visit:
            await visit.open()
            await asyncio.sleep(QUIET_SECONDS)
            seen.append(f"then answers in {await visit.set('slider', 'Critical intelligence', 0.5) * 1000:.0f} ms")


async def sticky(found: Found, proxy: Proxy, servers: list[Server]) -> None:
    """Visits stay with one process, and are shared out over both."""
    visits = [f"danger_visit={number:032x}" for number in range(40)]
    for cookie in visits:
        for _ in range(3):
            await asyncio.to_thread(get, f"{proxy.address}/_stcore/health", Cookie=cookie)
    await asyncio.sleep(0.3)
    rows = [process for process, _, _, path in proxy.requests() if path.endswith("/_stcore/health")][-120:]
    groups = [set(rows[start : start + 3]) for start in range(0, 120, 3)]
    found.check("a visit stays with one process", all(len(group) == 1 for group in groups))
    share = max(rows.count(name) for name in set(rows)) / len(rows)
    found.check("visits are shared out", len(set(rows)) == len(servers) and share < 0.75, f"largest share {share:.0%}")
