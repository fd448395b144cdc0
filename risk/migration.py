"""Links and files of older versions: each schema is brought to the next one, step by step, up to the present."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

SCHEMA_VERSION = 1
"""Version of how a scenario is written as flat text. It is raised when a key is renamed, removed or read differently; a
new key alone does not raise it."""

Step = Callable[[dict[str, str]], tuple[dict[str, str], tuple[str, ...]]]
"""Takes flat text of one schema, and gives that of the next and one sentence for everything that could not be kept."""

STEPS: Mapping[int, Step] = MappingProxyType({})
"""What brings a schema to the next, by the version that it starts from; no schema is older than the present one yet."""


def migrated(query: Mapping[str, str], steps: Mapping[int, Step] = STEPS) -> tuple[dict[str, str], tuple[str, ...]]:
    """Bring a link's flat text to the present schema.

    Parameters
    ----------
    query : mapping of str to str
        Flat text; its ``v`` names its schema. Without one, as in a link typed by hand, it counts as the present one.
    steps : mapping of int to callable
        The steps to take.

    Returns
    -------
    tuple of dict and tuple of str
        The text without ``v``, and one sentence for everything that could not be kept or is not known to be right.
    """
    found = {key: str(value) for key, value in query.items()}
    written = found.pop("v", str(SCHEMA_VERSION))
    version = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else None
    oldest = min(steps, default=SCHEMA_VERSION)
    if version is None or not oldest <= version <= SCHEMA_VERSION:
        return found, (
            f"The link was written for version {written[:20]!r} of this dashboard; this is {SCHEMA_VERSION}.",
        )
    problems: list[str] = []
    for step in range(version, SCHEMA_VERSION):
        found, lost = steps[step](found)
        problems += lost
    return found, tuple(problems)
