"""The summary, home and error pages in a real browser."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.edits import Edit, EditKind
from server.tables import Origin
from tests.support.browsing import Site
from tests.support.scripted import lifted_recording, lifted_rep, lifted_result
from tests.support.sessions import STARTED
from tests.support.web import canonical_csv

REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
MISSING = "Failed to load resource: the server responded with a status of 404 (Not Found)"


def assert_fits(page: Page) -> None:
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} px too wide"


def test_the_summary_shows_sets_reps_and_refusals(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("link", name="Bench, Monday 23 November").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bench, Monday 23 November")
    expect(page.locator(".bars rect.completed")).to_have_count(8)
    expect(page.locator(".bars rect.failed")).to_have_count(1)
    expect(page.locator(".refused li")).to_have_count(2)
    expect(page.locator(".refused")).to_contain_text("rose 0.04 m, no lowering before it")
    expect(page.locator(".facts")).to_contain_text("1 to failure")
    expect(page.locator("table.sets")).to_contain_text("63 %")
    expect(page.locator("table.sets")).to_contain_text("0, failure")
    assert_fits(page)


def test_the_numbers_behind_the_bars_can_be_read_as_a_table(page: Page, site: Site) -> None:
    page.goto(f"/sessions/{site.session_id}")
    page.get_by_text("Numbers, strike out, mark failed").click()
    rows = page.locator("details.numbers tbody tr")
    expect(rows).to_have_count(9)
    expect(rows.nth(6)).to_contain_text("0.27")
    expect(rows.nth(8)).to_contain_text("failed")
    assert_fits(page)


def test_charts_keep_their_letters_and_lines_their_width(page: Page, site: Site) -> None:
    page.goto(f"/sessions/{site.session_id}")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.chart text')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14
    width = page.evaluate("document.querySelector('.trace .line').getBoundingClientRect().width")
    room = page.evaluate("document.querySelector('.trace svg').getBoundingClientRect().width")
    assert width == pytest.approx(room, rel=0.01)


@pytest.mark.parametrize("count", [1, 6, 7, 8, 10, 20, 30])
def test_labels_of_bars_never_overlap(page: Page, site: Site, count: int) -> None:
    result = lifted_result()
    reps = tuple(lifted_rep(1 + index % 8) for index in range(count))
    session_id = site.store.add_recording(
        lifted_recording(),
        replace(result, sets=(replace(result.sets[0], reps=reps),)),
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="bench",
    )
    page.goto(f"/sessions/{session_id}")
    lefts_and_rights = page.evaluate(
        """() => [...document.querySelectorAll('.chart.bars .value')].map((one) => one.getBoundingClientRect())
          .filter((box) => box.width > 0).map((box) => [box.left, box.right])"""
    )
    assert 1 <= len(lefts_and_rights) <= count
    assert all(left[1] <= right[0] for left, right in pairwise(lefts_and_rights))


def test_an_upload_leads_to_its_summary_and_delete_back_home(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(canonical_csv())
    page.goto("/")
    page.get_by_label("Recording").set_input_files(file)
    page.get_by_label("Exercise").fill("bench")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bench, ")
    expect(page.get_by_text("mine.csv")).to_be_visible()
    page.get_by_text("Export or delete this session").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_text("mine.csv")).to_have_count(0)


def test_a_file_that_is_no_recording_is_refused_on_a_page(page: Page, site: Site, tmp_path: Path) -> None:
    site.expected_troubles.append(REFUSED)
    file = tmp_path / "photo.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    page.goto("/")
    page.get_by_label("Recording").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("The recording was not read")
    expect(page.get_by_role("alert")).to_contain_text("photo.csv")
    assert len(site.store.sessions()) == 2


def test_a_page_that_is_not_there_leads_home(page: Page, site: Site) -> None:
    site.expected_troubles.append(MISSING)
    page.goto("/sessions/none")
    expect(page.get_by_role("alert")).to_contain_text("There is nothing here")
    page.get_by_role("link", name="Go to the sessions").click()
    expect(page).to_have_url(re.compile("/$"))


@pytest.mark.parametrize("width_px", [390, 641, 768, 1000, 1279, 1280])
def test_no_table_is_cut_off_at_any_width(page: Page, site: Site, width_px: int) -> None:
    load = Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=182.5)
    site.store.edits.add(site.session_id, load)
    page.set_viewport_size({"width": width_px, "height": 900})
    page.goto(f"/sessions/{site.session_id}")
    page.get_by_text("Numbers, strike out, mark failed").click()
    cut_px = page.evaluate("[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)")
    assert cut_px == [0, 0]
