"""Markdown and formulas as HTML that holds nothing but words: no tags of its own, no picture, no script."""

from __future__ import annotations

import base64
import functools
from typing import Any

import latex2mathml.converter
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

# It would make a link, and a formula has no place for one.
_LINK = r"\href"


@functools.lru_cache(maxsize=512)
def mathematics(formula: str) -> Markup:
    """A formula in LaTeX as MathML, or, where it is beyond the converter, its source as text."""
    try:
        if _LINK in formula:
            raise ValueError("a formula holds no link")
        return Markup(latex2mathml.converter.convert(formula))
    # A plug-in's formula may be anything, and the converter's own errors have nothing in common.
    except Exception:
        return Markup("<code>{}</code>").format(formula)


@functools.cache
def _markdown() -> MarkdownIt:
    # Raw HTML is text. A picture would be fetched.
    found = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(["image", "heading", "lheading"])
    return found.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_formula)


def _formula(content: str, options: dict[str, Any]) -> str:
    return str(mathematics(content))


def paragraphs(text: str) -> Markup:
    """Markdown as paragraphs."""
    return Markup(_markdown().render(text))


def inline(text: str) -> Markup:
    """Markdown of one line, to stand inside a sentence or a cell."""
    return Markup(_markdown().renderInline(text))


def download(name: str, kind: str, content: bytes, label: str) -> Markup:
    """A link that holds the file it hands out."""
    return Markup('<a download="{}" href="data:{};base64,{}">{}</a>').format(name, kind, encoded(content), label)


def encoded(content: bytes) -> str:
    """Bytes as text that may stand anywhere in a document."""
    return base64.b64encode(content).decode("ascii")
