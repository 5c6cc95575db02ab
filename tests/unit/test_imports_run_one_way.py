import ast
from collections.abc import Iterator
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
