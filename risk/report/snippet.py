"""The same in Python: a few lines that rebuild a scenario with every value written and print the page's numbers."""

from __future__ import annotations

from risk.exhibits import Exhibit
from risk.version import MODEL_VERSION

_SNIPPET = """\
{heading}
import risk
from risk.exhibits import exhibit

scenario, ignored = risk.Scenario.from_query(
    {{
{query}
    }}
)
for number in exhibit({page!r}, scenario).numbers:
    print(number.label)
    for name, value in number.exact:
        print(f"  {{name}}: {{float(value)!r}}")
"""


def snippet(shown: Exhibit) -> str:
    """A program that prints what `printed` gives, to the last digit."""
    query = shown.scenario.to_query()
    function = type(shown.scenario.function)
    heading = f"# Needs the package danger-surface with model {MODEL_VERSION}: pip install . in a copy of its source."
    if function.__module__.partition(".")[0] != __name__.partition(".")[0]:
        heading += f"\n# The danger function {function.name!r} is a plug-in of {function.__module__!r}: install it too."
    return _SNIPPET.format(
        heading=heading,
        page=shown.name,
        query="\n".join(f"        {key!r}: {value!r}," for key, value in query.items()),
    )


def printed(shown: Exhibit) -> str:
    """Labels of the page's numbers with every exact value."""
    lines = []
    for number in shown.numbers:
        lines.append(number.label)
        lines += [f"  {name}: {float(value)!r}" for name, value in number.exact]
    return "\n".join(lines) + "\n"
