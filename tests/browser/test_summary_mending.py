"""A wrong count is mended on the page of the session, in place, and everything that follows from it moves."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import grave_findings
from tests.support.browsing import Site


@pytest.fixture
def summary(page: Page, site: Site) -> Page:
    page.goto(f"/sessions/{site.session_id}")
    return page


def loss(page: Page) -> str:
    return page.locator("#chosen .loss b").inner_text()


def stays_on_page(page: Page) -> None:
    """Mark the document, so that a test sees whether it was loaded anew."""
    page.evaluate("window.stayed = true")


def test_nothing_stands_out_of_its_card(summary: Page) -> None:
    assert summary.locator(".steps tbody tr").count() > 3
    summary.get_by_text("Numbers, strike out, mark failed").click()
    out = summary.evaluate(
        """() => [...document.querySelectorAll('.card table, .card form, .card ul, .card svg.dots')]
          .filter((one) => one.getBoundingClientRect().width > 0)
          .filter((one) => one.getBoundingClientRect().right > one.closest('.card').getBoundingClientRect().right)
          .map((one) => one.className.baseVal ?? one.className)"""
    )
    assert out == []


def test_striking_out_a_rep_moves_all_that_follows_and_undo_brings_it_back(summary: Page) -> None:
    assert loss(summary) == "63 %"
    stays_on_page(summary)
    summary.get_by_text("Numbers, strike out, mark failed").click()
    summary.get_by_role("button", name="Strike out rep 8").click()
    expect(summary.locator("#chosen .tag").first).to_have_text("edited")
    expect(summary.locator(".bars rect.completed")).to_have_count(7)
    assert loss(summary) == "48 %"
    expect(summary.locator(".facts")).to_contain_text("7")
    summary.get_by_role("button", name=re.compile("Undo striking out")).click()
    expect(summary.locator(".bars rect.completed")).to_have_count(8)
    assert loss(summary) == "63 %"
    assert summary.evaluate("window.stayed") is True


def test_a_restored_movement_is_a_rep_and_keeps_its_place_in_the_list(summary: Page) -> None:
    stays_on_page(summary)
    first = summary.locator(".refused li").first
    first.get_by_role("button", name=re.compile("Restore as rep")).click()
    expect(first).to_contain_text("restored as rep")
    expect(first.locator(".letter")).to_have_text("a")
    expect(summary.locator(".bars rect")).to_have_count(10)
    expect(summary.locator(".trace rect.rejected")).to_have_count(1)
    expect(first.get_by_role("button", name=re.compile("Undo"))).to_be_focused()
    first.get_by_role("button", name=re.compile("Undo")).click()
    expect(summary.locator(".bars rect")).to_have_count(9)
    assert summary.evaluate("window.stayed") is True


def test_marking_the_last_rep_failed_and_back(summary: Page) -> None:
    summary.get_by_text("Numbers, strike out, mark failed").click()
    summary.get_by_role("button", name="Not failed rep 9").click()
    expect(summary.locator(".bars rect.failed")).to_have_count(0)
    expect(summary.locator(".facts")).to_contain_text("none to failure")
    summary.get_by_role("button", name=re.compile("Undo rep 9")).click()
    expect(summary.locator(".bars rect.failed")).to_have_count(1)


def test_what_was_felt_is_kept_and_can_be_changed(summary: Page, site: Site) -> None:
    summary.get_by_role("button", name="2", exact=True).click()
    expect(summary.get_by_role("button", name="2", exact=True)).to_have_attribute("aria-pressed", "true")
    summary.get_by_role("button", name="5+").click()
    expect(summary.get_by_role("button", name="5+")).to_have_attribute("aria-pressed", "true")
    _, kept = site.store.kept(site.session_id)
    assert kept.edited.sets[0].told.felt_rir == 5


def test_lift_and_load_are_changed_in_one_form(summary: Page, site: Site) -> None:
    site.store.lifters.add("Ana")
    summary.reload()
    summary.get_by_label("Exercise").fill("Overhead press")
    summary.get_by_label("Load, kg").fill("62.5")
    summary.locator("select[name=lifter]").select_option("Ana")
    summary.get_by_role("button", name="Change set 1").click()
    expect(summary.locator("table.sets")).to_contain_text("62.5")
    expect(summary.locator("#change")).to_contain_text("Exercise: Overhead press")
    expect(summary.locator("h1 + .note")).to_contain_text("Ana")
    told = site.store.kept(site.session_id)[1].edited.sets[0].told
    assert (told.exercise, told.load_kg) == ("overhead_press", 62.5)


def test_a_senseless_load_is_refused_in_place_and_nothing_is_kept(summary: Page, site: Site) -> None:
    site.expected_troubles.append("Failed to load resource: the server responded with a status of 400 (Bad Request)")
    site.expected_troubles.append(
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
    )
    summary.locator("input[name=load_kg]").evaluate("one => { one.type = 'text'; one.value = '-5'; }")
    summary.get_by_role("button", name="Change set 1").click()
    expect(summary.locator(".trouble")).to_contain_text("above 0")
    assert site.store.edits.of(site.session_id) == ()


def test_a_change_is_said_to_screen_readers(summary: Page) -> None:
    summary.get_by_text("Numbers, strike out, mark failed").click()
    summary.get_by_role("button", name="Strike out rep 8").click()
    expect(summary.locator("[aria-live=polite]")).to_have_text("Set 1: 7 reps, velocity loss 48 %")


def test_the_forms_work_without_a_script(browser: object, site: Site) -> None:
    context = browser.new_context(base_url=site.address, java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"/sessions/{site.session_id}")
    page.locator(".refused li").first.get_by_role("button", name=re.compile("Restore as rep")).click()
    expect(page).to_have_url(re.compile(r"\?set=1#speed-1$"))
    expect(page.locator(".bars rect")).to_have_count(10)
    context.close()


def test_the_printed_page_holds_every_set_and_nothing_to_press(summary: Page, site: Site) -> None:
    summary.get_by_role("link", name="Print or save").click()
    expect(summary.locator("main")).to_contain_text("Set 1, rep by rep")
    summary.emulate_media(media="print")
    assert summary.locator("button:visible, main a.button:visible").count() == 0
    expect(summary.locator("table.lines").nth(1)).to_be_visible()


def test_a_saved_page_needs_no_server(summary: Page, site: Site, tmp_path: Path) -> None:
    summary.get_by_role("link", name="Print or save").click()
    with summary.expect_download() as downloading:
        summary.get_by_role("link", name="Save as a page of its own").click()
    saved = tmp_path / "saved.html"
    downloading.value.save_as(saved)
    assert downloading.value.suggested_filename == f"lastrep-2026-11-23-{site.session_id[:8]}.html"
    text = saved.read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!#|https://doi)([^"]*)"', text) == []
    assert "<style>" in text
    assert "0.52" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave(summary: Page, site: Site, scheme: str) -> None:
    summary.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two that it takes
    summary.get_by_text("Numbers, strike out, mark failed").click()
    assert grave_findings(summary) == []
    summary.goto(f"/sessions/{site.session_id}/print")
    assert grave_findings(summary) == []


def test_a_server_that_does_not_answer_is_told_and_the_page_stays_as_it_was(summary: Page, site: Site) -> None:
    site.expected_troubles.append("Failed to load resource: net::ERR_FAILED")
    summary.route("**/mend", lambda route: route.abort())
    summary.locator(".refused li").first.get_by_role("button", name=re.compile("Restore as rep")).click()
    expect(summary.locator(".trouble")).to_have_text(
        "The server does not answer. Load the page again to see what is kept."
    )
    expect(summary.locator(".bars rect")).to_have_count(9)
    summary.unroute("**/mend")
    summary.locator(".refused li").first.get_by_role("button", name=re.compile("Restore as rep")).click()
    expect(summary.locator(".bars rect")).to_have_count(10)
    expect(summary.locator(".trouble")).to_be_hidden()
