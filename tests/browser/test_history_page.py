"""The pages of lifters and lifts in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from server.edits import Edit, EditKind
from tests.support.accessibility import grave_findings
from tests.support.browsing import Site
from tests.support.training import add_training


def assert_fits(page: Page) -> None:
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} px too wide"


@pytest.fixture
def history(page: Page, site: Site) -> Page:
    """The history of a lifter in which one light session was told to be heavy."""
    lifter = add_training(site.store)
    odd = site.store.history.past_sets(lifter.id)[-3].session
    for one in site.store.kept(odd)[1].edited.sets:
        span = one.result
        site.store.edits.add(odd, Edit(kind=EditKind.LOAD, start_s=span.start_s, end_s=span.end_s, value=95.0))
    page.goto("/lifters")
    page.get_by_role("link", name="Ana").click()
    page.get_by_role("link", name="Bench").click()
    return page


def test_the_history_shows_line_failures_trends_and_bests(history: Page) -> None:
    expect(history.get_by_role("heading", level=1)).to_have_text("Bench")
    expect(history.locator(".loads .kept").first).to_be_visible()
    expect(history.locator(".loads .out")).to_have_count(1)
    expect(history.locator(".weeks .failed")).not_to_have_count(0)
    expect(history.locator(".trend .error").first).to_be_attached()
    expect(history.get_by_text("Heaviest load")).to_be_visible()
    assert_fits(history)


def test_an_odd_point_is_put_back_in_place_and_undone(history: Page) -> None:
    history.evaluate("window.stayed = true")
    history.get_by_role("button", name=re.compile("Put back 95 kg")).click()
    expect(history.locator("#left-out .tag")).to_have_text("put back")
    expect(history.locator(".loads .out")).to_have_count(0)
    history.get_by_role("button", name=re.compile("Undo")).click()
    expect(history.locator(".loads .out")).to_have_count(1)
    assert history.evaluate("window.stayed") is True


def test_letters_in_charts_are_large_enough_and_every_chart_has_its_table(history: Page) -> None:
    sizes = history.evaluate(
        "[...document.querySelectorAll('.chart text')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14
    cards = history.locator("section:has(.chart)")
    for index in range(cards.count()):
        expect(cards.nth(index).locator("details table")).to_be_attached()


def test_a_lifter_is_added_on_the_page(page: Page, site: Site) -> None:
    page.goto("/lifters")
    expect(page.get_by_role("link", name="Nobody told")).to_be_visible()
    page.get_by_label("Name").fill("Chidi")
    page.get_by_label("Goal").select_option("Strength")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chidi")
    expect(page.get_by_text("Sets stop at 20 %.")).to_be_visible()
    assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave(history: Page, site: Site, scheme: str) -> None:
    history.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two that it takes
    assert grave_findings(history) == []
    site.store.sensors.seen("C0:FF:EE:00:00:01", name="WT9011", rate_hz=99.4, missing_frac=0.01)
    for path in ("/lifters", "/lifters/1", "/sensors"):
        history.goto(path)
        assert grave_findings(history) == []
        assert_fits(history)
