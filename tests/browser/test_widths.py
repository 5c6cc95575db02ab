"""Every page from the smallest phone to a laptop: nothing lies outside the window, nothing has to be pushed aside."""

import pytest
from playwright.sync_api import Browser, Page, expect

from server.edits import Edit, EditKind
from tests.support.browsing import Site
from tests.support.training import add_training

WIDTHS_PX = (320, 390, 768, 901, 1000, 1280, 1440)

OVERFLOWING = """() => {
  const shown = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(one).visibility !== "hidden";
  };
  const name = (one) => `${one.tagName} ${one.id} ${one.className} "${one.textContent.trim().slice(0, 30)}"`;
  const out = [];
  if (document.scrollingElement.scrollWidth > innerWidth) out.push(`page ${document.scrollingElement.scrollWidth}`);
  // What is drawn in an SVG is scaled with it; fields scroll what is typed; an ellipsis is meant.
  for (const one of document.querySelectorAll("body *:not(svg *, input, .skip, .quiet)")) {
    if (!shown(one)) continue;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const cuts = style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
    if (cuts && one.scrollWidth > one.clientWidth + 1) out.push(`cut ${name(one)}`);
    if (box.left < -1 || box.right > innerWidth + 1) out.push(`outside ${name(one)}`);
    const around = one.parentElement.closest(".card, .tile");
    if (around && box.right > around.getBoundingClientRect().right + 1) out.push(`out of its card ${name(one)}`);
  }
  return out;
}"""


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_nothing_is_cut_off_on_any_page(browser: Browser, site: Site, width_px: int) -> None:
    paths = furnished(site)
    page = browser.new_page(viewport={"width": width_px, "height": 900}, base_url=site.address)
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path)
        open_all(page)
        if path in ("/", "/wall"):
            expect(page.locator(".tile")).to_have_count(1)
        found[path] = page.evaluate(OVERFLOWING)
    site.time.allow(17.5)
    page.goto(f"/live/{site.live_id}")
    expect(page.locator("#count")).to_have_text("5")
    found["in a set"] = page.evaluate(OVERFLOWING)
    page.close()
    assert {path: troubles for path, troubles in found.items() if troubles} == {}


def furnished(site: Site) -> list[str]:
    """Fill the site with what needs most room; return the paths of all pages."""
    lifter = site.store.lifters.change(add_training(site.store).id, name="Bartholomew of the long name")
    for start, kind, value in ((0.0, EditKind.LOAD, 182.5), (0.0, EditKind.LIFTER, lifter.id)):
        site.store.edits.add(site.session_id, Edit(kind=kind, start_s=start, end_s=None, value=value))
    site.store.sensors.seen("C0:11:22:33:44:55", name="Movesense 214930000123", kind="movesense", rate_hz=99.7)
    site.store.sensors.seen("C0:11:22:33:44:66", name="LASTREP left", kind="lastrep")
    site.store.sensors.bind("C0:11:22:33:44:66", rack="Rack 1", lifter_id=lifter.id)
    session, own = f"/sessions/{site.session_id}", f"/lifters/{lifter.id}"
    pages = ["/", "/start", "/wall", f"/live/{site.live_id}", session, f"{session}/print", "/lifters", own]
    return [*pages, f"{own}/history?exercise=bench", "/sensors", "/sessions/none"]


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_long_name_of_a_recording_leaves_room_for_what_can_be_pressed(
    browser: Browser, site: Site, width_px: int
) -> None:
    page = browser.new_page(viewport={"width": width_px, "height": 900}, base_url=site.address)
    page.goto(f"/live/{site.live_id}")
    expect(page.locator("#chip-exercise")).to_have_text("Bench")
    page.evaluate("document.getElementById('link').textContent = 'A-bench-heavy2-rpe8_MetaWear_'.repeat(6)")
    cut = page.evaluate(
        "[...document.querySelectorAll('.chip')].filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert cut == 0
    over = page.evaluate("""() => {
      const link = document.querySelector(".link").getBoundingClientRect();
      const chips = document.querySelector(".chips").getBoundingClientRect();
      return link.bottom > chips.top && link.right > chips.left && chips.right > link.left;
    }""")
    assert not over
    page.close()
