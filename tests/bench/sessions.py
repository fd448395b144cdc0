"""A visitor without a browser: a websocket that speaks Streamlit's protocol and moves one slider."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect

REPLY_SECONDS = 20


class Session:
    """One visit to a page of the app."""

    def __init__(self, address: str, page: str, query: dict[str, str], label: str) -> None:
        self._url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        self._page = page
        self._query = urlencode(query)
        self._label = label
        self._page_hash = ""
        self._slider: Slider | None = None
        self._value = 0.0
        self._direction = 1
        self._socket: ClientConnection

    async def open(self) -> None:
        """Connect, and run the page once."""
        self._socket = await connect(self._url, subprotocols=["streamlit"], max_size=None, ping_interval=None)  # type: ignore[list-item]
        await self._socket.send(self._request().SerializeToString())
        async for message in self._answer():
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.new_element.slider.label == self._label:
                self._slider = message.delta.new_element.slider
        if self._slider is None:
            raise RuntimeError(f"The page {self._page!r} has no slider {self._label!r}.")
        self._value = self._slider.value[0] if self._slider.set_value else self._slider.default[0]

    async def change(self) -> float:
        """Move the slider by one step, and return the seconds until the run that answers has ended."""
        slider = self._slider
        assert slider is not None
        if not slider.min <= self._value + self._direction * slider.step <= slider.max:
            self._direction = -self._direction
        self._value = round(self._value + self._direction * slider.step, 9)
        request = self._request()
        state = request.rerun_script.widget_states.widgets.add()
        state.id = slider.id
        state.double_array_value.data.append(self._value)
        begun = time.perf_counter()
        await self._socket.send(request.SerializeToString())
        async for _ in self._answer():
            pass
        return time.perf_counter() - begun

    async def close(self) -> None:
        """Disconnect."""
        if hasattr(self, "_socket"):
            await self._socket.close()

    async def _answer(self) -> AsyncIterator[ForwardMsg]:
        """Messages up to the end of the run; a run that shows an exception is no answer."""
        async with asyncio.timeout(REPLY_SECONDS):
            while True:
                message = ForwardMsg.FromString(await self._socket.recv(decode=False))
                if message.delta.new_element.HasField("exception"):
                    raise RuntimeError(f"The page {self._page!r} fails: {message.delta.new_element.exception.message}")
                yield message
                if message.WhichOneof("type") == "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        raise RuntimeError(f"The page {self._page!r} ended with status {message.script_finished}.")
                    return

    def _request(self) -> BackMsg:
        request = BackMsg()
        request.rerun_script.query_string = self._query
        request.rerun_script.page_script_hash = self._page_hash
        request.rerun_script.page_name = "" if self._page_hash else self._page
        request.rerun_script.context_info.timezone = "Etc/UTC"
        return request
