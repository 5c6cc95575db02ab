import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "sensing": ROOT / "src/sensing",
    "model": ROOT / "src/model",
    "server": ROOT / "src/server",
    "firmware_sim": ROOT / "firmware_sim",
    "lastrep": ROOT / "src/lastrep",
}
MAY_IMPORT = {
    "sensing": set[str](),
    "model": {"sensing"},
    "server": {"sensing", "model"},
    "firmware_sim": {"sensing", "model"},
    "lastrep": {"sensing", "model", "server", "firmware_sim"},
}


def imported_packages(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def source_of_modules() -> dict[str, str]:
    """Each module and package of ours by its full name."""
    sources = {}
    for folder in FOLDERS.values():
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            sources[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text()
    return sources


def imported_modules(source: str, package: str, known: Mapping[str, str]) -> Iterator[str]:
    """What a module of a package imports anywhere, also in a function or for its types alone."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                if (name := full if full in known else base) in known:
                    yield name


def circle(sources: Mapping[str, str]) -> str:
    """A chain of imports that ends where it began; empty when there is none."""
    packages = {name.rpartition(".")[0] for name in sources}
    graph = {
        name: set(imported_modules(source, name if name in packages else name.rpartition(".")[0], sources))
        for name, source in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " imports ".join(reversed(error.args[1]))
    return ""


@pytest.mark.parametrize("package", sorted(FOLDERS))
def test_package_imports_only_what_lies_below_it(package: str) -> None:
    files = list(FOLDERS[package].rglob("*.py"))
    assert files
    forbidden = set(FOLDERS) - MAY_IMPORT[package] - {package}
    offences = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported_packages(path.read_text())
        if name in forbidden
    ]
    assert offences == []


def test_the_guard_sees_a_reverse_import() -> None:
    assert list(imported_packages("def f():\n    from server.app import create_app\n")) == ["server"]


def test_no_modules_import_each_other_in_a_circle() -> None:
    sources = source_of_modules()
    assert "sensing.engine" in sources
    assert circle(sources) == ""


@pytest.mark.parametrize(
    "back",
    [
        "if TYPE_CHECKING:\n    from box.one import One\n",
        "def f():\n    import box.one\n",
        "from box import one\n",
        "from .one import One\n",
        "from . import one\n",
    ],
)
def test_the_guard_sees_a_circle_however_it_is_written(back: str) -> None:
    sources = {"box": "", "box.one": "from box.two import Two\n", "box.two": "from box.three import Three\n"}
    assert circle({**sources, "box.three": ""}) == ""
    around = "box.one imports box.two imports box.three imports box.one"
    assert circle({**sources, "box.three": back}) in around + around.removeprefix("box.one")
