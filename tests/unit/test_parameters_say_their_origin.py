"""Every number that can be set says what it is and where it came from: a number without an origin cannot be renewed."""

import ast
import re
from pathlib import Path

import pytest

SENSING = Path(__file__).parents[2] / "src/sensing"

KNOWN = re.compile(r"tune seeds|recordings|project rule|definition|simulated link|data sheet|\b(19|20)\d\d\b")
"""What an origin may name: data that parameters may be chosen on, a rule of ours, a definition, a source."""

NUMERIC = ("int", "float", "tuple[float, ...]", "tuple[float, float]", "tuple[int, ...]")


def parameter_classes() -> dict[str, ast.ClassDef]:
    """Frozen parameter classes that hold numbers, by file and name."""
    found = {}
    for path in sorted(SENSING.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith(("Params", "Timings")) and numbers(node):
                found[f"{path.relative_to(SENSING)} {node.name}"] = node
    return found


def numbers(node: ast.ClassDef) -> dict[str, str | None]:
    """The numeric fields of a class with what their own docstring says."""
    found: dict[str, str | None] = {}
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if ast.unparse(field.annotation) not in NUMERIC:
            continue
        text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else None
        found[field.target.id] = text if isinstance(text, str) else None
    return found


CLASSES = parameter_classes()


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_says_what_it_is(name: str) -> None:
    docstring = ast.get_docstring(CLASSES[name]) or ""
    untold = [
        field
        for field, text in numbers(CLASSES[name]).items()
        if not text and not re.search(rf"^([\w, ]+, )?{field}(, [\w, ]+)? : \S", docstring, re.MULTILINE)
    ]
    assert untold == []


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_says_where_its_numbers_come_from(name: str) -> None:
    docstring = ast.get_docstring(CLASSES[name]) or ""
    origin = re.search(r"^Origin: (.+?)(\n\n|\Z)", docstring, re.MULTILINE | re.DOTALL)
    assert origin, "add a paragraph that begins with Origin:"
    assert KNOWN.search(origin[1].replace("\n", " ")), origin[1]


def test_the_classes_are_found() -> None:
    assert len(CLASSES) > 20
    assert "report seeds" not in " ".join(ast.get_docstring(node) or "" for node in CLASSES.values())
