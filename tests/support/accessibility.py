"""What axe-core, out of an installed package, finds wrong with a page."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

GRAVE = frozenset({"serious", "critical"})
"""Impacts that a page of ours may not have."""


def grave_findings(page: Page) -> list[str]:
    """Run axe on a page as it looks now; return a line for each serious finding, with where it is."""
    page.evaluate(_script())
    # Any: the answer is axe's own JSON.
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
