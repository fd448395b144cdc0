"""A visitor without a browser: a websocket that speaks Streamlit's protocol, and keeps what stands on the page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

REPLY_SECONDS = 20


class PageError(Exception):
    """A page that showed an exception, or ended otherwise than it should."""


class Visit:
    """One visit to the app: open a page, change widgets, ask figures for sweeps, go to other pages.

    Parameters
    ----------
    address : str
        Address of the app, without a slash at its end.
    page : str
        File stem of the page; empty for the first one.
    query : str or mapping
        What stands in the address behind the question mark.
    headers : mapping
        Further headers of the websocket's request.

    Attributes
    ----------
    elements : dict
        What the last whole run and the partial ones after it drew: by kind and label, for a component by kind and key.
    html : list of str
        What the browser was given to be taken as HTML since the last whole run began.
    notices : list of str
        Warnings and errors since then, as Markdown.
    address_query : str or None
        What the app wrote into the address.
    """

    def __init__(
        self,
        address: str,
        page: str = "",
        query: str | Mapping[str, str] = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        parts = urlsplit(address)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self._url = f"{scheme}://{parts.netloc}{parts.path}/_stcore/stream"
        self._address = address
        self._page = page
        self._query = query if isinstance(query, str) else urlencode(query)
        self.headers = dict(headers or {})
        self._session = ""
        self._page_hash = ""
        self._pages: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._socket: ClientConnection | None = None
        self.elements: dict[tuple[str, str], Any] = {}
        self.html: list[str] = []
        self.notices: list[str] = []
        self.address_query: str | None = None
        self.received = 0

    async def __aenter__(self) -> Visit:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def connect(self) -> None:
        """Connect, without asking for a page."""
        self._socket = await connect(
            self._url,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            ping_interval=None,
            additional_headers=self.headers,
        )

    async def close(self) -> None:
        """Disconnect."""
        if self._socket is not None:
            await self._socket.close()

    async def open(self) -> float:
        """Run the page, connecting first if need be; return the seconds until the run has ended."""
        if self._socket is None:
            await self.connect()
        return await self._run(self._request())

    async def go(self, page: str) -> float:
        """Go to another page by its file stem, as a click in the navigation does."""
        self._page, self._page_hash, self._query = page, self._pages[page], self.address_query or ""
        return await self._run(self._request())

    async def set(self, kind: str, label: str, value: Any) -> float:
        """Set a widget: a "slider" to a number, a "selectbox" to an option, press a "button"."""
        widget = self.elements[kind, label]
        request = self._request()
        state = request.rerun_script.widget_states.widgets.add()
        state.id = widget.id
        if kind == "slider":
            state.double_array_value.data.append(value)
        elif kind in ("selectbox", "text_input"):
            state.string_value = value
        else:
            state.trigger_value = True
        return await self._run(request)

    async def event(self, key: str, name: str, value: Any) -> float:
        """Send an event of a live figure, whatever it holds."""
        return await self._run(self._event(key, name, value))

    async def sweep(self, key: str, parameter: str, held: Mapping[str, float] | None = None) -> float:
        """Ask a live figure for a sweep, as the beginning of a drag does, while sliders by id hold what they are at."""
        request = self._event(key, "sweep", parameter)
        for slider, value in (held or {}).items():
            state = request.rerun_script.widget_states.widgets.add()
            state.id = slider
            state.double_array_value.data.append(value)
        return await self._run(request)

    async def commit(self, key: str, number: int, values: Mapping[str, float]) -> float:
        """Release a live figure's slider."""
        return await self._run(self._event(key, "commit", {"seq": number, "values": dict(values)}))

    async def tell(self, component: str, name: str, value: Any) -> float:
        """Send an event of another component than a figure; the whole page runs."""
        return await self._run(self._with_event(self._request(), self.elements["component", component].id, name, value))

    async def file(self, label: str) -> str:
        """Let a download button's file be made, and return its address."""
        request = BackMsg()
        request.backend_operation_request.request_id = label
        request.backend_operation_request.session_id = self._session
        request.backend_operation_request.deferred_file.file_id = self.elements[
            "download_button", label
        ].deferred_file_id
        await self.send(request)
        async for message in self._messages():
            if message.WhichOneof("type") == "backend_operation_response":
                answer = message.backend_operation_response
                if answer.error_msg:
                    raise PageError(answer.error_msg)
                return f"{self._address}{answer.deferred_file.url}"
        raise PageError("the connection ended")

    def figure(self, key: str) -> dict[str, Any]:
        """Head of the message that a live figure was last sent: its parameters, title and problem."""
        data = self.elements["figure", key].bytes
        head: dict[str, Any] = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
        return head

    def labels(self, kind: str) -> list[str]:
        """Labels of the widgets of a kind; keys of figures."""
        return [label for found, label in self.elements if found == kind]

    async def send(self, request: BackMsg | bytes) -> None:
        """Send a message as it is."""
        assert self._socket is not None
        await self._socket.send(request if isinstance(request, bytes) else request.SerializeToString())

    def _request(self) -> BackMsg:
        request = BackMsg()
        asked = request.rerun_script
        asked.query_string = self._query
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self._page
        asked.context_info.timezone = "Etc/UTC"
        asked.context_info.url = f"{self._address}/{self._page}"
        return request

    def _event(self, key: str, event: str, value: Any) -> BackMsg:
        request = self._request()
        request.rerun_script.fragment_id = self._fragments[key]
        return self._with_event(request, self.elements["figure", key].id, event, value)

    def _with_event(self, request: BackMsg, component: str, event: str, value: Any) -> BackMsg:
        state = request.rerun_script.widget_states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{component}__events"
        state.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return request

    async def _run(self, request: BackMsg) -> float:
        if not request.rerun_script.fragment_id:
            for kept in (self.html, self.notices, self.elements):
                kept.clear()
        begun = time.perf_counter()
        await self.send(request)
        async for message in self._messages():
            self._note(message)
            if message.WhichOneof("type") == "script_finished":
                # A run that another took the place of is followed by that other.
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageError(f"the page {self._page!r} does not compile")
                return time.perf_counter() - begun
        raise PageError("the connection ended")

    async def _messages(self) -> AsyncIterator[ForwardMsg]:
        assert self._socket is not None
        async with asyncio.timeout(REPLY_SECONDS):
            while True:
                data = await self._socket.recv(decode=False)
                self.received += len(data)
                yield ForwardMsg.FromString(data)

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
            self._pages = {found.url_pathname: found.page_script_hash for found in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self.address_query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            drawn = element.WhichOneof("type")
            content = getattr(element, drawn)
            if drawn == "exception":
                raise PageError(f"the page {self._page!r} fails: {content.type}: {content.message}")
            if drawn == "bidi_component" and "-live-figure-" not in content.id:
                self.elements["component", content.component_name] = content
            elif drawn == "bidi_component":
                key = content.id.rpartition("-live-figure-")[2]
                self.elements["figure", key] = content
                self._fragments[key] = message.delta.fragment_id
            elif hasattr(content, "label"):
                self.elements[drawn, content.label] = content
            elif drawn == "html" or (drawn == "markdown" and content.allow_html):
                self.html.append(content.body)
            elif drawn == "alert":
                self.notices.append(content.body)
