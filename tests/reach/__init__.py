"""Reach: every page and tab, looked at by those who zoom, print, touch, listen, or use a keyboard."""
