"""A session is saved from its page, deleted, and taken in again from the saved file, by hand in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.edits import Edit, EditKind
from tests.support.browsing import Site


@pytest.mark.parametrize("kind", ["CSV", "JSON", "Parquet"])
def test_a_session_comes_back_from_its_file_with_its_edits(page: Page, site: Site, tmp_path: Path, kind: str) -> None:
    rep = site.store.session(site.session_id)[1].sets[0].reps[0]
    span = (rep.concentric_start_s, rep.concentric_end_s)
    site.store.edits.add(site.session_id, Edit(kind=EditKind.STRIKE, start_s=span[0], end_s=span[1]))
    before = site.store.session(site.session_id)[1]

    page.goto(f"/sessions/{site.session_id}")
    page.get_by_text("Export or delete this session").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name=kind, exact=True).click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    page.get_by_role("button", name="Delete for good").click()
    expect(page).to_have_url(f"{site.address}/")
    assert site.session_id not in [info.id for info in site.store.sessions()]

    page.get_by_label("Recording").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bench, Monday 23 November")
    expect(page.locator("table.sets")).to_contain_text("edited")
    again = page.url.rsplit("/", 1)[1]
    assert again != site.session_id
    assert site.store.session(again)[1] == before


def test_a_file_that_only_looks_like_an_export_is_refused_on_a_page(page: Page, site: Site, tmp_path: Path) -> None:
    site.expected_troubles.append(
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
    )
    file = tmp_path / "holiday.zip"
    file.write_bytes(b"PK\x03\x04" + bytes(200))
    page.goto("/")
    page.get_by_label("Recording").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("This is no export that lastrep can take in")
