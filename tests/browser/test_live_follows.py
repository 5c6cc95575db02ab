"""The live page in a real browser: it follows, it survives a reload and a cut, and it never shows a rep twice."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browsing import AT_USUAL_SPEED, Site
from tests.support.scripted import lifted_events, without_velocities

AFTER_THREE_REPS_S = 12.0
AFTER_FIVE_REPS_S = 17.5
END_S = 60.0


def rows(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#rows tr td:last-child").all_inner_texts()]


def open_after_three(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.live_id}")
    site.time.allow(AFTER_THREE_REPS_S)
    expect(page.locator("#count")).to_have_text("3")
    expect(page.locator("#rows tr")).to_have_count(3)


def test_before_the_first_rep_the_page_says_that_it_waits(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.live_id}")
    expect(page.locator("#velocity")).to_have_text("Wait")
    expect(page.locator("#velocity-label")).to_have_text("The sensor has sent nothing yet.")
    page.wait_for_timeout(1800)
    expect(page.locator("#band")).to_be_hidden()
    site.time.allow(1.0)
    expect(page.locator("#velocity")).to_have_text("Ready")
    expect(page.locator("#loss")).to_have_text("–")
    expect(page.get_by_text("Simulation", exact=True)).to_be_visible()
    expect(page.locator("#left")).to_have_text("Left: after rep 3")


def test_the_page_follows_the_lift_to_its_summary(page: Page, site: Site) -> None:
    open_after_three(page, site)
    expect(page.locator("#velocity")).to_have_text("0.47")
    expect(page.locator("#loss")).to_have_text("10")
    expect(page.locator("#bars .rep")).to_have_count(3)
    site.time.allow(END_S)
    expect(page.locator("#count")).to_have_text("8")
    expect(page.locator("#bars .failed")).to_have_count(1)
    expect(page.locator("#loss")).to_have_text("63")
    page.get_by_role("link", name="See the summary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bench")
    expect(page.locator("table.sets")).to_contain_text("8 + 1 failed")


def test_a_reload_in_the_middle_of_a_set_has_the_same_reps(page: Page, site: Site) -> None:
    open_after_three(page, site)
    before = rows(page)
    page.reload()
    expect(page.locator("#count")).to_have_text("3")
    assert rows(page) == before == ["0.52", "0.50", "0.47"]
    site.time.allow(AFTER_FIVE_REPS_S)
    expect(page.locator("#count")).to_have_text("5")
    assert rows(page) == ["0.52", "0.50", "0.47", "0.45", "0.40"]


def test_a_page_that_was_cut_off_comes_back_by_itself(page: Page, site: Site) -> None:
    open_after_three(page, site)
    with page.expect_websocket() as again:
        site.cut_all_pages_off()
    last = int(again.value.url.rsplit("after=", 1)[1])
    assert last > 0
    site.time.allow(AFTER_FIVE_REPS_S)
    expect(page.locator("#count")).to_have_text("5")
    assert rows(page) == ["0.52", "0.50", "0.47", "0.45", "0.40"]


def test_a_line_that_went_dead_without_a_word_is_given_up_for_another(page: Page, site: Site) -> None:
    asked: list[str] = []
    dead: list[bool] = []

    def pass_on_until_dead(socket: WebSocketRoute) -> None:
        asked.append(socket.url)
        first = len(asked) == 1
        server = socket.connect_to_server()
        server.on_message(lambda message: None if first and dead else socket.send(message))

    page.route_web_socket(re.compile("/feed"), pass_on_until_dead)
    open_after_three(page, site)
    dead.append(True)
    site.time.allow(AFTER_FIVE_REPS_S)
    # As after a telephone slept, or its network changed: no socket closes, and nothing comes.
    expect(page.locator("#count")).to_have_text("5", timeout=15_000)
    assert rows(page) == ["0.52", "0.50", "0.47", "0.45", "0.40"]
    assert int(asked[1].rsplit("after=", 1)[1]) > 0


def test_the_screen_is_kept_on_until_the_session_ends(page: Page, site: Site) -> None:
    page.add_init_script(
        """
        window.locks = [];
        const lock = { released: false, release() { locks.push("released"); } };
        const request = async (kind) => { locks.push(kind); return lock; };
        Object.defineProperty(navigator, "wakeLock", { value: { request } });
        """
    )
    open_after_three(page, site)
    assert page.evaluate("locks") == ["screen"]
    site.time.allow(END_S)
    expect(page.get_by_role("link", name="See the summary")).to_be_visible()
    assert page.evaluate("locks") == ["screen", "released"]


@AT_USUAL_SPEED
def test_a_silent_sensor_is_said_and_the_numbers_are_marked_as_held(page: Page, site: Site) -> None:
    open_after_three(page, site)
    expect(page.locator("#band")).to_be_visible()
    expect(page.locator("#band-title")).to_have_text(re.compile(r"No signal \d+ s"))
    expect(page.locator("#band-words")).to_contain_text("3 reps kept.")
    expect(page.locator("#held")).to_be_visible()
    site.time.allow(AFTER_FIVE_REPS_S)
    expect(page.locator("#count")).to_have_text("5")


def test_a_number_that_the_end_of_the_set_revised_shows_both(page: Page, site: Site) -> None:
    open_after_three(page, site)
    site.time.allow(END_S)
    expect(page.locator("#velocity-label")).to_contain_text("Rep 6: 0.33 → 0.34")


@pytest.mark.parametrize("site", [without_velocities(lifted_events(), "the wrist hardly rises")], indirect=True)
def test_a_dash_with_the_reason_stands_where_there_is_no_velocity(page: Page, site: Site) -> None:
    open_after_three(page, site)
    expect(page.locator("#velocity")).to_have_text("–")
    expect(page.locator("#velocity-label")).to_have_text("No velocity")
    expect(page.locator("#velocity-why")).to_have_text("the wrist hardly rises")
    expect(page.locator("#velocity-why")).to_be_visible()
    expect(page.locator("#loss-label")).to_have_text("Way up")
    expect(page.locator("#loss")).to_have_text("0.8")
    expect(page.locator("#percent")).to_have_text("s")
    assert rows(page) == ["no velocity"] * 3


def test_a_screen_reader_hears_each_rep_once(page: Page, site: Site) -> None:
    open_after_three(page, site)
    expect(page.locator("#say")).to_have_attribute("aria-live", "polite")
    expect(page.locator("#say")).to_have_text("Rep 3, 0.47, loss 10")


def test_two_digits_and_a_fast_rep_fit(page: Page, site: Site) -> None:
    open_after_three(page, site)
    boxes = page.evaluate(
        """() => {
          document.getElementById("count").textContent = "12";
          document.getElementById("count").classList.add("two");
          document.getElementById("velocity").textContent = "1.04";
          const box = (name) => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector(name));
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, top, bottom };
          };
          return { count: box("#count"), velocity: box("#velocity"), loss: box(".percent"),
            gauge: document.querySelector(".gauge").getBoundingClientRect().toJSON(),
            trace: document.querySelector("#trace").getBoundingClientRect().toJSON(),
            foot: document.querySelector(".foot").getBoundingClientRect().toJSON(),
            bars: document.querySelector("#bars").getBoundingClientRect().toJSON() };
        }"""
    )
    size = page.viewport_size
    assert size is not None
    assert boxes["count"]["right"] < boxes["loss"]["left"]
    assert boxes["count"]["right"] < boxes["gauge"]["left"]
    assert boxes["velocity"]["right"] <= size["width"]
    assert boxes["foot"]["bottom"] <= size["height"]
    assert boxes["trace"]["height"] >= 48
    assert boxes["bars"]["height"] >= 60
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_the_trace_is_drawn(page: Page, site: Site) -> None:
    open_after_three(page, site)
    drawn = page.evaluate(
        """() => {
          const canvas = document.getElementById("trace");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let coloured = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 0) coloured += 1;
          return coloured / (canvas.width * canvas.height);
        }"""
    )
    assert drawn > 0.03


def test_the_live_page_of_an_ended_session_is_its_summary_after_a_reload_too(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.session_id}")
    expect(page).to_have_url(re.compile(f"/sessions/{site.session_id}$"))
