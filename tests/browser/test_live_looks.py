"""The live and the home page in all sizes and both looks: nothing is clipped, and axe finds nothing serious."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.accessibility import grave_findings
from tests.support.browsing import AT_USUAL_SPEED, Site

AFTER_TWO_REPS_S = 8.3
AFTER_FIVE_REPS_S = 17.5
AFTER_SIX_REPS_S = 20.5

SIZES = {
    "phone": (390, 844),
    "phone with browser bars": (390, 664),
    "small phone": (360, 640),
    "phone on its side": (844, 390),
    "tablet": (1024, 768),
    "laptop": (1440, 900),
    "small laptop": (1280, 800),
    "wide and low": (1366, 640),
    "laptop at 200 %": (720, 450),
}

CLIPPED = """() => {
  const ids = ["count", "velocity", "loss", "left", "main", "band-title", "band-words"];
  const out = [];
  for (const id of ids) {
    const element = document.getElementById(id);
    if (element.offsetParent === null) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth + 1) out.push(`${id} ${box.left} ${box.right}`);
    // Digits are set in a line lower than they are; their box reaches over it by design.
    if (box.bottom > innerHeight + 1 && document.documentElement.scrollHeight <= innerHeight) out.push(`${id} below`);
  }
  const pairs = [["count", "loss"], ["count", "velocity"]];
  for (const [one, other] of pairs) {
    const a = document.getElementById(one).getBoundingClientRect();
    const b = document.getElementById(other).getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(document.getElementById(one));
    const right = range.getBoundingClientRect().right;
    const aside = a.top < b.bottom && b.top < a.bottom;
    if (aside && right > b.left && a.left < b.left) out.push(`${one} over ${other}`);
  }
  const stacked = [["count", "velocity-label"], ["gauge-label", "velocity"], ["velocity", "left"]];
  for (const [one, other] of stacked) {
    const a = document.getElementById(one).getBoundingClientRect();
    const b = document.getElementById(other).getBoundingClientRect();
    const aside = a.right <= b.left || b.right <= a.left;
    if (!aside && a.top < b.top && a.bottom > b.top + 2) out.push(`${one} into ${other}`);
  }
  const label = document.getElementById("gauge-label");
  if (label.scrollHeight > label.clientHeight + 1) out.push("gauge-label cut");
  return out;
}"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_clipped_and_the_numbers_stay_readable(browser: Browser, site: Site, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, base_url=site.address)
    page.goto(f"/live/{site.live_id}")
    for until_s, count in ((AFTER_TWO_REPS_S, "2"), (AFTER_FIVE_REPS_S, "5"), (AFTER_SIX_REPS_S, "6")):
        site.time.allow(until_s)
        expect(page.locator("#count")).to_have_text(count)
        assert page.evaluate(CLIPPED) == []
    for number in ("count", "velocity"):
        tall = page.evaluate(f"parseFloat(getComputedStyle(document.getElementById('{number}')).fontSize)")
        assert tall >= 120
    page.evaluate("document.getElementById('count').textContent = '12'")
    page.evaluate("document.getElementById('velocity').textContent = '1.04'")
    page.evaluate("document.getElementById('count').classList.add('two')")
    assert page.evaluate(CLIPPED) == []
    page.close()


OVERLAPS = """async (count) => {
  const { drawBars } = await import(document.querySelector("script[type=module]").src.replace("live.js", "bars.js"));
  const reps = [...Array(count)].map((_, k) => ({
    index: k + 1, start_s: 3 * k, mean_velocity_mps: 0.6 - 0.01 * k, status: "completed",
  }));
  const svg = document.getElementById("bars");
  drawBars(svg, reps, [], 0.4);
  const texts = [...svg.querySelectorAll("text:not(.side)")];
  const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const meet = ([, a], [, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom - 4 && b.top < a.bottom - 4;
  const touching = boxes.flatMap((one, k) => boxes.slice(k + 1).filter((other) => meet(one, other))
    .map((other) => `${one[0]} on ${other[0]}`));
  return { touching, newest: boxes.filter(([text]) => text === String(count)).length };
}"""


@pytest.mark.parametrize("size", ["phone", "tablet", "laptop", "small laptop"])
def test_numbers_at_the_bars_never_touch_however_many_reps_there_are(browser: Browser, site: Site, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, base_url=site.address)
    page.goto(f"/live/{site.live_id}")
    site.time.allow(AFTER_TWO_REPS_S)
    expect(page.locator("#count")).to_have_text("2")
    for count in (2, 8, 11, 14, 20, 40):
        assert page.evaluate(OVERLAPS, count) == {"touching": [], "newest": 1}
    page.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious_on_the_live_page(page: Page, site: Site, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/live/{site.live_id}")
    expect(page.locator("#chip-exercise")).to_have_text("Bench")
    assert grave_findings(page) == []
    for until_s, count in ((AFTER_TWO_REPS_S, "2"), (AFTER_FIVE_REPS_S, "5"), (AFTER_SIX_REPS_S, "6")):
        site.time.allow(until_s)
        expect(page.locator("#count")).to_have_text(count)
        page.wait_for_timeout(1600)  # a flash is over, and the signal counts as lost
        assert grave_findings(page) == []
    for sheet in ("sheet-load", "sheet-more"):
        # On a narrow page the band lies over the chips.
        page.locator(f'[data-sheet="{sheet}"]').dispatch_event("click")
        expect(page.locator(f"#{sheet}")).to_be_visible()
        assert grave_findings(page) == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("path", ["/", "/wall", "/start"])
def test_axe_finds_nothing_serious_on_home_and_wall(page: Page, site: Site, scheme: str, path: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    site.time.allow(AFTER_SIX_REPS_S)
    page.goto(path)
    if path != "/start":
        expect(page.locator(".tile")).to_have_count(1)
    assert grave_findings(page) == []


def test_the_chosen_look_stays(page: Page, site: Site) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"/live/{site.live_id}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 246, 248)"
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 246, 248)"


@AT_USUAL_SPEED
def test_a_tile_leads_to_its_live_page_and_shows_the_stop(page: Page, site: Site) -> None:
    site.time.allow(AFTER_SIX_REPS_S)
    page.goto("/")
    tile = page.locator(".tile")
    expect(tile.locator('[data-part="count"]')).to_have_text("6")
    expect(tile.locator('[data-part="velocity"]')).to_have_text("0.33")
    expect(tile).to_have_attribute("data-kind", "lost")  # the recording waits for the test
    expect(tile.locator('[data-part="word"]')).to_contain_text("No signal")
    tile.click()
    expect(page).to_have_url(f"{site.address}/live/{site.live_id}")


def test_the_list_on_the_home_page_hears_that_a_session_has_ended(page: Page, site: Site) -> None:
    page.goto("/")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator("#sessions")).to_contain_text("recording")
    site.time.allow(1000.0)
    expect(page.locator(".tile")).to_have_count(0)
    expect(page.locator("#sessions")).not_to_contain_text("recording")
    expect(page.locator("#sessions")).to_contain_text("8 + 1 failed")


def test_the_tiles_say_when_the_server_is_gone(page: Page, site: Site) -> None:
    site.expected_troubles.append("Failed to load resource: net::ERR_FAILED")
    page.goto("/wall")
    expect(page.locator(".tile")).to_have_count(1)
    page.route("**/api/live", lambda route: route.abort())
    expect(page.get_by_text("The server cannot be reached. These tiles are old.")).to_be_visible()


def test_the_page_asks_for_json_only_of_its_own_session(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.live_id}")
    with page.expect_response("**/choices") as answered:
        page.locator("#chip-load").click()
    assert set(json.loads(answered.value.text())) == {"exercises", "loads_kg", "lifters"}
