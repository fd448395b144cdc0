"""The security headers: what each answer carries, and that pages work under the policy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from risk.ui import assets
from risk.ui.headers import SecurityHeaders, embedded


def headers_of(query: bytes = b"", kind: str = "http", content: bytes = b"") -> dict[str, str]:
    """Headers of an answer to a request with this query, and with content of this type if any."""
    sent: list[dict[str, Any]] = []
    own = [(b"a", b"b"), *([(b"content-type", content)] if content else [])]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": own})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    asyncio.run(SecurityHeaders(app)({"type": kind, "query_string": query}, receive, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_answer_carries_them_and_keeps_its_own() -> None:
    found = headers_of()
    assert found["a"] == "b"
    assert found["x-content-type-options"] == "nosniff" and found["referrer-policy"] == "same-origin"
    rules = dict(rule.split(" ", 1) for rule in found["content-security-policy"].split("; "))
    assert rules["default-src"] == rules["base-uri"] == "'self'" and rules["object-src"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"] and "'unsafe-eval'" not in rules["script-src"]
    assert "http" not in found["content-security-policy"]
    assert headers_of(kind="websocket") == {"a": "b"}


def test_a_page_and_nothing_else_names_what_its_figures_load() -> None:
    link = headers_of(content=b"text/html; charset=utf-8")["link"]
    # Relative, so that it holds under a path prefix too.
    assert [f"<./{address}>;" in link for address in assets.addresses().values()] == [True] * 3
    assert "link" not in headers_of() and "link" not in headers_of(content=b"text/css")


@pytest.mark.parametrize(
    ("query", "may"),
    [
        (b"embed=true", True), (b"v=1&embed=true", True), (b"", False), (b"embed=false", False),
        (b"embed=true1", False), (b"x=embed=true", False), (b"embed", False), (b"\xff&embed=true", True),
    ],
)  # fmt: skip
def test_only_an_address_that_asks_for_it_may_stand_in_a_frame(query: bytes, may: bool) -> None:
    assert embedded(query) is may
    ancestors = "*" if may else "'self'"
    assert headers_of(query)["content-security-policy"].endswith(f"; frame-ancestors {ancestors}")


@pytest.mark.browser
def test_pages_work_under_the_policy_and_back_leads_to_the_page_before(
    server: str, new_page: Callable[..., Page], console_errors: list[str]
) -> None:
    """Figures in two and three dimensions, a change by the bar, and a download; what the policy forbids is reported."""
    page = new_page(bypass_csp=False)
    page.goto(f"{server}/surface")
    plots = page.locator(".js-plotly-plot .main-svg")
    plots.first.wait_for(timeout=30_000)
    page.locator(".live-figure-bar input").first.press("ArrowRight")
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.wait_for_url("**/surface?*")
    address = page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Transition", exact=True).click()
    page.get_by_text("Where GPT-5 stands").first.wait_for()
    page.locator("summary", has_text="Download").first.click()
    with page.expect_download():
        page.get_by_role("button", name="PNG image").first.click()
    page.go_back()
    page.get_by_text("Dangerous share of the cube").first.wait_for()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.wait_for_timeout(500)
    assert page.url == address
    assert console_errors == []
    put = "document.body.append(Object.assign(document.createElement('script'), { text: 'window.foreign = 1' }))"
    assert page.evaluate(f"{put}, window.foreign") is None
    assert any("Security Policy" in error for error in console_errors)
