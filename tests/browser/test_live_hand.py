"""What is done by hand on the live page: label, start, end, undo, reps in a gap. It is kept before it is shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from server.edits import EditKind
from tests.support.browsing import AT_USUAL_SPEED, Site

AFTER_THREE_REPS_S = 12.0
AFTER_FIVE_REPS_S = 17.5
GAP_IS_KNOWN_S = 31.8


def open_page(page: Page, site: Site, until_s: float = 1.0) -> None:
    page.goto(f"/live/{site.live_id}")
    site.time.allow(until_s)
    expect(page.locator("#chip-exercise")).to_have_text("Bench")


def edits(site: Site) -> list[tuple[EditKind, object]]:
    return [(edit.kind, edit.value) for edit in site.store.edits.of(site.live_id) if not edit.undone]


def test_exercise_load_and_lifter_take_two_taps_each_and_are_kept(page: Page, site: Site) -> None:
    ana = site.store.lifters.add("Ana")
    open_page(page, site)
    page.locator("#chip-exercise").click()
    page.get_by_role("button", name="Squat").click()
    expect(page.locator("#chip-exercise")).to_have_text("Squat")
    page.locator("#chip-load").click()
    page.get_by_role("button", name="80 kg", exact=True).click()
    expect(page.locator("#chip-load")).to_have_text("80 kg")
    page.locator("#chip-lifter").click()
    page.get_by_role("button", name="Ana").click()
    expect(page.locator("#chip-lifter")).to_have_text("Ana")
    assert edits(site) == [(EditKind.EXERCISE, "squat"), (EditKind.LOAD, 80.0), (EditKind.LIFTER, ana.id)]
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_what_was_used_last_is_on_top_the_next_time(page: Page, site: Site) -> None:
    open_page(page, site)
    page.locator("#chip-load").click()
    page.locator("#load-kg").fill("72.5")
    page.get_by_role("button", name="Take it").last.click()
    expect(page.locator("#chip-load")).to_have_text("72.5 kg")
    site.time.allow(60.0)
    expect(page.locator("#summary")).to_be_visible()
    page.goto(f"/live/{site.live_id}")
    page.locator("#chip-load").click()
    expect(page.locator("#loads button").first).to_have_text("72.5 kg")


def test_a_load_that_cannot_be_is_refused_in_words(page: Page, site: Site) -> None:
    site.expected_troubles.append("Failed to load resource: the server responded with a status of 400 (Bad Request)")
    open_page(page, site)
    answer = page.evaluate(
        """(id) => fetch(`/api/live/${id}/hand`, { method: "POST", headers: { "content-type": "application/json" },
             body: JSON.stringify({ action: "label", load_kg: -3 }) }).then((answer) => answer.json())""",
        site.live_id,
    )
    assert "above 0" in answer["error"]["message"]
    assert edits(site) == []


def test_a_set_is_started_and_ended_by_hand(page: Page, site: Site) -> None:
    open_page(page, site)
    page.get_by_role("button", name="Start set now").click()
    expect(page.locator("#velocity-label")).to_have_text("Set started by hand")
    expect(page.locator("#count")).to_have_text("0")
    site.time.allow(AFTER_THREE_REPS_S)
    expect(page.locator("#count")).to_have_text("3")
    page.get_by_role("button", name="End set").click()
    expect(page.locator("#count-label")).to_have_text("Set ended")
    expect(page.locator("#left")).to_have_text(re.compile("3 reps. Loss 10"))
    assert edits(site) == [(EditKind.MARK, "start"), (EditKind.MARK, "end")]
    # Whoever lifts on is counted on.
    site.time.allow(AFTER_FIVE_REPS_S)
    expect(page.locator("#count")).to_have_text("5")
    expect(page.locator("#count-label")).to_have_text("Reps")


def test_keys_start_end_mute_and_take_back(page: Page, site: Site) -> None:
    open_page(page, site)
    page.keyboard.press("Space")
    expect(page.locator("#velocity-label")).to_have_text("Set started by hand")
    page.keyboard.press("u")
    expect(page.locator("#velocity")).to_have_text("Ready")
    assert edits(site) == []
    page.keyboard.press("m")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    expect(page.locator("#notice")).to_have_text("There is nothing to take back.")


def test_another_page_of_the_same_session_shows_what_was_done(page: Page, site: Site) -> None:
    open_page(page, site)
    other = page.context.new_page()
    other.goto(f"/live/{site.live_id}")
    page.locator("#chip-exercise").click()
    page.get_by_role("button", name="Row").click()
    expect(other.locator("#chip-exercise")).to_have_text("Row")
    other.close()
    page.reload()
    expect(page.locator("#chip-exercise")).to_have_text("Row")


@AT_USUAL_SPEED
def test_reps_in_a_gap_are_asked_for_when_the_signal_is_back(page: Page, site: Site) -> None:
    open_page(page, site, 30.0)
    expect(page.locator("#count")).to_have_text("8")
    expect(page.locator("#band-title")).to_have_text(re.compile("No signal"))
    site.time.allow(GAP_IS_KNOWN_S)
    expect(page.locator("#band-title")).to_have_text("Back")
    expect(page.locator("#band-words")).to_have_text(re.compile(r"\d\.\d s missing, marked\."))
    expect(page.locator("#bars .gap")).to_have_count(1)
    page.get_by_role("button", name="I lifted in the gap").click()
    page.locator("#sheet-gap").get_by_role("button", name="2", exact=True).click()
    expect(page.locator("#count")).to_have_text("10")
    assert edits(site) == [(EditKind.GAP_REPS, 2)]


def test_without_the_server_nothing_is_shown_as_done(page: Page, site: Site) -> None:
    site.expected_troubles.append("Failed to load resource: net::ERR_FAILED")
    open_page(page, site)
    page.route("**/hand", lambda route: route.abort())
    page.get_by_role("button", name="Start set now").click()
    expect(page.locator("#notice")).to_contain_text("Not kept")
    expect(page.locator("#velocity")).to_have_text("Ready")


@pytest.mark.parametrize("sheet", ["sheet-exercise", "sheet-load", "sheet-lifter", "sheet-more"])
def test_sheets_fill_the_page_and_close_with_escape(page: Page, site: Site, sheet: str) -> None:
    open_page(page, site)
    page.locator(f'[data-sheet="{sheet}"]').click()
    dialog = page.locator(f"#{sheet}")
    expect(dialog).to_be_visible()
    size = page.viewport_size
    assert size is not None
    box = dialog.bounding_box()
    assert box is not None
    assert box["height"] == size["height"]
    small = page.evaluate(
        """(id) => [...document.querySelectorAll(`#${id} button`)]
             .filter((button) => button.offsetParent !== null)
             .map((button) => button.getBoundingClientRect())
             .filter((box) => box.height < 48 || box.width < 48).length""",
        sheet,
    )
    assert small == 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
