"""Nothing that is declared is typed twice: labels and explanations, and the numbers of a declaration.

Everybody reads them from the declaration; a second copy would go stale without a word.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Iterator
from pathlib import Path

from risk.parameter import Declared, parameters
from tests.test_method import DECLARED

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "risk").rglob("*.py"))]

# Ordinary words, which are also what something else is called: to use the word is not to copy the label.
ORDINARY = {
    "Axis": "a heading of tables",
    "Date": "a heading of tables",
    "Hardware": "a heading of tables",
    "Level": "a heading of tables",
    "Race": "a tab, and what teams do",
    "System": "a heading of tables",
    "First scenario": "a heading of tables",
    "Second scenario": "a heading of tables",
    "FLOP line": "a page, and what a law draws",
    "Interaction of intelligence and agenticity": "what a figure shows, whatever the formula",
}

# Numbers that mean something else, or are meant to stay when a default moves: by file, and name or all names.
ALLOWED = {
    ("presets.py", "*"): "a preset says which values it sets",
    ("comparison.py", "miss_cost"): "the library's own default: a miss costs as much as an overreach",
    ("line.py", "miss_cost"): "the same",
}
PLOTS = ROOT / "risk" / "plots"
# In figures this is how many pixels a line has.
DRAWN = {"width"}

# Fewer letters than this are symbols and words that mean nothing by themselves.
SHORTEST = 4


@functools.cache
def declared_texts() -> dict[str, set[Path]]:
    """Labels, explanations, summaries and formulas, each with the files that may hold it."""
    texts: dict[str, set[Path]] = {}
    for kind in DECLARED:
        file = Path(inspect.getfile(kind)).resolve()
        own = (kind.label, kind.summary, kind.formula)
        for text in own + tuple(text for declared in parameters(kind) for text in (declared.label, declared.help)):
            if len(text) >= SHORTEST and text not in ORDINARY:
                texts.setdefault(text, set()).add(file)
    return texts


@functools.cache
def declared_numbers() -> dict[str, dict[float, set[Path]]]:
    """Defaults and bounds by the name of the parameter, each with the files that may hold it."""
    numbers: dict[str, dict[float, set[Path]]] = {}
    for kind in DECLARED:
        file = Path(inspect.getfile(kind)).resolve()
        for declared in parameters(kind):
            if declared.numeric:
                for number in (declared.default, declared.low, declared.high, *declared.typical):
                    numbers.setdefault(declared.name, {}).setdefault(float(number), set()).add(file)
    return numbers


@functools.lru_cache(maxsize=128)
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def copied_texts(source: str, file: Path) -> Iterator[str]:
    """Declared texts that a file holds though they are declared elsewhere."""
    tree = parsed(source)
    # Names of classes that a module hands on are no texts.
    exported = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for part in ast.walk(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in exported:
            homes = declared_texts().get(node.value.strip())
            if homes and file not in homes:
                yield f"{file.name}:{node.lineno}: {node.value.strip()!r}"


def named_numbers(source: str) -> Iterator[tuple[str, float, int]]:
    """Numbers that a file gives to a name: as an argument, a default, a value or an entry of a dictionary.

    A copy with a parameter at 0 or 1, `agency.replace(exposure=1)`, takes that factor away for a calculation.
    """
    nodes = list(ast.walk(parsed(source)))
    neutral = {
        id(keyword)
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace"
        for keyword in node.keywords
        if plain_number(keyword.value) in (0.0, 1.0)
    }
    for node in nodes:
        pairs: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.keyword) and node.arg and id(node) not in neutral:
            pairs.append((node.arg, node.value))
        elif isinstance(node, ast.arguments):
            plain = [*node.posonlyargs, *node.args]
            pairs += zip([a.arg for a in plain[len(plain) - len(node.defaults) :]], node.defaults, strict=True)
            pairs += zip([a.arg for a in node.kwonlyargs], node.kw_defaults, strict=True)
        elif isinstance(node, ast.Assign):
            pairs += [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            pairs.append((node.target.id, node.value))
        elif isinstance(node, ast.Dict):
            keys = [(key, value) for key, value in zip(node.keys, node.values, strict=True)]
            pairs += [(k.value, v) for k, v in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
            pairs.append((str(node.elts[0].value), node.elts[1]))
        for name, value in pairs:
            number = plain_number(value)
            if number is not None:
                yield name.rpartition(".")[2].lower().lstrip("_"), number, value.lineno if value else 0


def plain_number(value: ast.expr | None) -> float | None:
    """The number that an expression is, if it is nothing but a number."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        number = plain_number(value.operand)
        return None if number is None else -number
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return float(value.value)
    return None


def copied_numbers(source: str, file: Path) -> Iterator[str]:
    """Declared defaults and bounds that a file gives to the same name though they are declared elsewhere."""
    for name, number, line in named_numbers(source):
        homes = declared_numbers().get(name, {}).get(number)
        allowed = {(file.name, name), (file.name, "*")} & set(ALLOWED) or (PLOTS in file.parents and name in DRAWN)
        if homes and file not in homes and not allowed:
            yield f"{file.name}:{line}: {name} = {number:g}"


def redeclared(source: str, file: Path) -> Iterator[str]:
    """Declarations outside the files that declared classes come from."""
    homes = {Path(inspect.getfile(kind)).resolve() for kind in DECLARED}
    for node in ast.walk(parsed(source)):
        if (
            file not in homes
            and isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("parameter", "integer", "choice", "flag", "text")
            and any(keyword.arg == "label" for keyword in node.keywords)
        ):
            yield f"{file.name}:{node.lineno}: {ast.unparse(node)}"


def test_no_label_or_explanation_is_typed_twice() -> None:
    found = [copy for file in FILES for copy in copied_texts(file.read_text(encoding="utf-8"), file)]
    assert not found, "\n".join(found)


def test_no_default_or_bound_is_typed_twice() -> None:
    found = [copy for file in FILES for copy in copied_numbers(file.read_text(encoding="utf-8"), file)]
    assert not found, "\n".join(found)


def test_parameters_are_declared_in_declared_classes_only() -> None:
    found = [copy for file in FILES for copy in redeclared(file.read_text(encoding="utf-8"), file)]
    assert not found, "\n".join(found)


def test_a_label_is_the_same_wherever_a_class_inherits_or_repeats_a_parameter() -> None:
    """A name that two parts share, such as an exponent, has one label."""
    labels: dict[str, set[str]] = {}
    for kind in DECLARED:
        for declared in parameters(kind):
            labels.setdefault(declared.name, set()).add(declared.label)
    # Each of these is another thing in another part: a level of one axis or of all, two tolerances, two weights, the
    # capability that a line is to catch and the one that decides a race, the developers that are counted and those that
    # release, the lag of the first system with open weights and that of all of them.
    shared = {name for name, found in labels.items() if len(found) > 1}
    different = {"capability", "developers", "level", "open_lag", "tolerance", "weight_i", "weight_g", "weight_a"}
    assert shared <= different, shared


def test_every_exception_is_needed() -> None:
    texts = {text for kind in DECLARED for text in (kind.label, *(declared.label for declared in parameters(kind)))}
    assert set(ORDINARY) <= texts
    for file_name, name in ALLOWED:
        file = next(file for file in FILES if file.name == file_name and PLOTS not in file.parents)
        names = {found for found, _, _ in named_numbers(file.read_text(encoding="utf-8"))}
        assert name == "*" or name in names


def test_the_checks_see_a_copy() -> None:
    """On copies of real files with one deliberate fault each."""
    page = ROOT / "pages" / "start.py"
    source = page.read_text(encoding="utf-8")
    kind: type[Declared] = next(kind for kind in DECLARED if kind.name == "phase-transition")
    sharpness = parameters(kind)[0]
    assert not list(copied_texts(source, page)) and not list(copied_numbers(source, page))
    for text in (sharpness.help, f"{sharpness.help} ", kind.summary, kind.formula, kind.label):
        assert list(copied_texts(f"{source}\nst.markdown({text!r})\n", page)), text
    for fault in (
        "st.slider('x', sharpness=10)",
        "SHARPNESS = 10.0",
        "sharpness: float = 200",
        "changes = {'function.sharpness': 30}",
        "pair = ('function.sharpness', 4)",
        "function.replace(sharpness=200)",
        "def f(sharpness=10): ...",
        "def f(*, intercept=-6): ...",
    ):
        assert list(copied_numbers(f"{source}\n{fault}\n", page)), fault
    assert list(redeclared(f"{source}\nx = parameter(1, 0, 2, label='X', help='Y.')\n", page))
    # In the declaring file itself nothing is a copy, and another number or another name is none either.
    home = Path(inspect.getfile(kind)).resolve()
    assert not list(copied_texts(repr(sharpness.help), home))
    assert not list(copied_numbers("sharpness = 11", page)) and not list(copied_numbers("other = 10", page))
