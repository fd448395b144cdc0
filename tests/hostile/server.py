"""Hostile visitors against a server that runs: no traceback, no script, no file, and others hardly notice."""

from __future__ import annotations

import asyncio
import http.client
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from tests.hostile import inputs
from tests.visit import REPLY_SECONDS, PageError, Visit

PAGES = ("", "surface", "transition", "flop_line", "moving_target", "regimes", "compare", "data_and_method", "story")
MOST_FORMULAS = 50
# What stands in files that a path could reach, and in no page.
SECRETS = (b"root:x:", b"def main()", b"gatherUsageStats", b"flop_confidence", b"[fonts]")
_WAIT = 20
_PAUSE = 0.2


@dataclass
class Outcome:
    """What came of an attack.

    Attributes
    ----------
    answers : Counter
        How often what was answered.
    wrong : list of str
        What must not happen, and did.
    before, during : list of float
        Seconds that an honest visitor waited for each answer, without and with the attack.
    """

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)

    def table(self) -> str:
        """As Markdown."""
        rows = [f"| {what} | {count} |" for what, count in sorted(self.answers.items())]
        waits = {"before": self.before, "meanwhile": self.during}
        told = ", ".join(
            f"{name} p50 {np.median(w) * 1000:.0f} ms, p95 {np.percentile(w, 95) * 1000:.0f} ms"
            for name, w in waits.items()
        )
        wrong = "; ".join(self.wrong[:20]) or "nothing"
        return "\n".join(
            ["| Answer | Times |", "|---|---|", *rows, f"\nAn honest visitor waits: {told}.\n\nWrong: {wrong}."]
        )


async def attack(address: str, count: int, seed: int = 0) -> Outcome:
    """Attack a server of this machine, one hostile visitor after the other, while an honest one moves a slider."""
    outcome, mind = Outcome(), random.Random(seed)
    async with Visit(address, "transition") as honest:
        await honest.open()
        for number in range(15):
            outcome.before.append(await _change(honest, number))
        attacking = asyncio.create_task(_attack(address, count, mind, outcome))
        number = 0
        while not attacking.done():
            number += 1
            outcome.during.append(await _change(honest, number))
        await attacking
    return outcome


async def _change(visit: Visit, number: int) -> float:
    await asyncio.sleep(_PAUSE)
    return await visit.set("slider", "Critical intelligence", round(0.4 + 0.01 * (number % 30), 2))


async def _attack(address: str, count: int, mind: random.Random, outcome: Outcome) -> None:
    await asyncio.to_thread(_paths, address, outcome)
    for number in range(count):
        await _link(address, PAGES[number % len(PAGES)], mind, outcome)
    await _long_links(address, outcome)
    await _widgets(address, mind, outcome, count // 4)
    await _frames(address, mind, outcome)
    await asyncio.gather(*(_formula(address, number, outcome) for number in range(min(MOST_FORMULAS, count))))


async def _formula(address: str, number: int, outcome: Outcome) -> None:
    """Open a formula as large as any may be, another for each visitor, and sweep a parameter over it."""
    what = "largest formula, by many at once"
    async with Visit(address, "surface", {"function": "formula", "function.text": inputs.largest(number)}) as visit:
        try:
            await visit.open()
            outcome.answers[f"{what}: shown"] += 1
            await visit.sweep("surface", "settings.tolerance")
            outcome.answers[f"{what}: swept"] += 1
        except TimeoutError:
            outcome.answers[f"{what}: after more than {REPLY_SECONDS} s"] += 1
    if visit.notices:
        outcome.wrong.append(f"the {what} is not shown: {visit.notices}"[:300])


def _paths(address: str, outcome: Outcome) -> None:
    for path in (*inputs.paths(), b"/?" + b"a" * 10_000_000):
        try:
            status, body = request(address, path)
        except (OSError, http.client.HTTPException) as error:
            outcome.answers[f"path: {type(error).__name__}"] += 1
            continue
        outcome.answers[f"path: {status}"] += 1
        if any(secret in body for secret in SECRETS) or status >= 500:
            outcome.wrong.append(f"{path[:80]!r} answers {status} with {body[:60]!r}")


def request(address: str, path: bytes) -> tuple[int, bytes]:
    """Status and body for a path that is sent byte by byte as given."""
    parts = urlsplit(address)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_WAIT)
    try:
        connection.connect()
        connection.sock.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: " + parts.netloc.encode() + b"\r\n\r\n")
        answer = http.client.HTTPResponse(connection.sock, method="GET")
        answer.begin()
        return answer.status, answer.read()
    finally:
        connection.close()


async def _link(address: str, page: str, mind: random.Random, outcome: Outcome) -> None:
    query = inputs.query(mind)
    await _opened(address, page, urlencode(query, errors="surrogatepass"), repr(query)[:200], outcome)


async def _opened(address: str, page: str, query: str, what: str, outcome: Outcome) -> None:
    begun = time.perf_counter()
    try:
        async with Visit(address, page, query) as visit:
            await visit.open()
    except PageError as error:
        outcome.wrong.append(f"{page}?{what}: {error}"[:300])
        return
    except (ConnectionClosed, InvalidStatus) as error:
        outcome.answers[f"link: {type(error).__name__}"] += 1
        return
    seconds = time.perf_counter() - begun
    outcome.answers["link: opened, with a notice" if visit.notices else "link: opened"] += 1
    if seconds > _WAIT / 2:
        outcome.wrong.append(f"{page}?{what} takes {seconds:.1f} s")
    if any("alert(1)" in html for html in visit.html):
        outcome.wrong.append(f"{page}?{what} puts its text into HTML")


async def _long_links(address: str, outcome: Outcome) -> None:
    for name, text in inputs.large():
        query = text[1:] if text.startswith("?") else urlencode({"packed": text})
        await _opened(address, "surface", query[:11_000_000], name, outcome)
    await _opened(address, "surface", f"function={'A' * 900_000}", "900 kB", outcome)


async def _widgets(address: str, mind: random.Random, outcome: Outcome, count: int) -> None:
    async with Visit(address, "surface") as visit:
        await visit.open()
        for _ in range(count):
            kind = mind.choice(("slider", "selectbox", "event"))
            try:
                if kind == "event":
                    await visit.event("surface", *_event(mind))
                else:
                    label = mind.choice(visit.labels(kind))
                    values = (float("nan"), float("inf"), -1e308, 1e9, 5e-324)
                    await visit.set(kind, label, mind.choice(values) if kind == "slider" else inputs.value(mind))
                outcome.answers[f"{kind}: answered"] += 1
            except PageError as error:
                outcome.answers[f"{kind}: one line of Streamlit's"] += 1
                if "redacted" not in str(error) and "Traceback" in str(error):
                    outcome.wrong.append(f"{kind}: {error}"[:300])
            except KeyError:  # a page that ended early draws less
                await visit.open()
        # Whatever was sent, the visit goes on.
        await visit.open()


def _event(mind: random.Random) -> tuple[str, object]:
    values = (None, 1, "x", [], {"seq": 1}, {"seq": "1", "values": {}}, {"seq": 10**30, "values": {"line.flop": "nan"}})
    return mind.choice(
        (
            ("sweep", inputs.value(mind)),
            ("commit", mind.choice(values)),
            ("commit", {"seq": mind.randrange(9), "values": {"function.sharpness": inputs.value(mind)}}),
            ("commit", {"seq": mind.randrange(9), "values": {inputs.value(mind): 1.0 for _ in range(2_000)}}),
            (mind.choice(("other", "__proto__", inputs.SCRIPT)), {}),
        )
    )


async def _frames(address: str, mind: random.Random, outcome: Outcome) -> None:
    for message in (*(_garbage(mind) for _ in range(20)), "text", b"\x00" * 3_000_000, *_requests()):
        url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        try:
            async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
                await socket.send(message)
                async with asyncio.timeout(0.2):
                    while True:
                        answer = await socket.recv(decode=False)
                        if b"Traceback" in answer:
                            outcome.wrong.append(f"a frame {message[:40]!r} brings a traceback")
        except TimeoutError:
            outcome.answers["frame: ignored or answered"] += 1
        except (ConnectionClosed, InvalidMessage) as error:
            outcome.answers[f"frame: {type(error).__name__}"] += 1


def _garbage(mind: random.Random) -> bytes:
    return mind.randbytes(mind.randrange(1, 400))


def _requests() -> list[bytes]:
    install, stop, cache, shut = BackMsg(), BackMsg(), BackMsg(), BackMsg()
    install.backend_operation_request.install_skills.SetInParent()
    stop.stop_script = True
    cache.clear_cache = True
    shut.debug_shutdown_runtime = True
    return [request.SerializeToString() for request in (install, stop, cache, shut)]
