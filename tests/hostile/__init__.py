"""Hostile visitors: what a stranger could send by link, file, websocket and path, and what must not come of it."""
