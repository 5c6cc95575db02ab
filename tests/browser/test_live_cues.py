"""The early warning and the stop: seen, heard once, silenced with one tap, and gone when the set goes on or ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Site
from tests.support.scripted import lifted_events, without_velocities

AFTER_FOUR_REPS_S = 14.5
AFTER_FIVE_REPS_S = 17.5
AFTER_SIX_REPS_S = 20.5
NEXT_REP_MOVES_S = 22.6
END_S = 60.0

LISTEN = """
  window.heard = { tones: [], words: [], buzz: [] };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    heard.tones.push(this.frequency.value);
    return start.apply(this, args);
  };
  speechSynthesis.speak = (utterance) => heard.words.push(utterance.text);
  navigator.vibrate = (pattern) => heard.buzz.push(pattern);
"""
"""Notes what the page plays, says and shakes; there is no loudspeaker here."""


def listen(page: Page, site: Site) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"/live/{site.live_id}")
    # The tap that lets the page be heard.
    page.locator(".count").click()
    expect(page.locator("#mute")).to_have_attribute("data-sound", "on")


def heard(page: Page) -> dict[str, list[object]]:
    return dict(page.evaluate("heard"))


def test_one_rep_ahead_the_page_warns_with_the_rule_that_fired(page: Page, site: Site) -> None:
    listen(page, site)
    site.time.allow(AFTER_FIVE_REPS_S)
    expect(page.locator("#count")).to_have_text("5")
    expect(page.locator("#band-title")).to_have_text("One more")
    expect(page.locator("#band-words")).to_have_text("Loss 23 %. The next rep may pass your 30 %.")
    expect(page.locator(".frame")).to_be_visible()
    expect(page.locator("#alert")).to_have_text("One more. Loss 23 %. The next rep may pass your 30 %.")
    # Speech waits for the end of its tone.
    page.wait_for_function("() => heard.words.length > 0")
    assert heard(page)["words"] == ["One more"]
    assert heard(page)["buzz"] == [[120, 80, 120]]


def test_at_the_stop_the_whole_page_says_so_until_the_next_rep_starts(page: Page, site: Site) -> None:
    listen(page, site)
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#band-title")).to_have_text("STOP")
    expect(page.locator("#band-words")).to_have_text("Loss 37 %, over your 30 %.")
    expect(page.locator("body")).to_have_attribute("data-cue", "stop")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(10, 13, 18)"
    page.wait_for_timeout(800)  # the bar has to lie still before its next move counts as a rep
    site.time.allow(NEXT_REP_MOVES_S)
    expect(page.locator("body")).to_have_attribute("data-cue", "stop-over")
    expect(page.locator("#band-title")).to_have_text("STOP")
    site.time.allow(END_S)
    expect(page.locator("body")).to_have_attribute("data-cue", "none")


def test_each_cue_is_heard_once_and_a_failed_rep_ends_the_set(page: Page, site: Site) -> None:
    listen(page, site)
    for until_s, count in ((11.5, "3"), (AFTER_FIVE_REPS_S, "5"), (AFTER_SIX_REPS_S, "6"), (28.5, "8"), (END_S, "8")):
        site.time.allow(until_s)
        expect(page.locator("#count")).to_have_text(count)
    expect(page.locator("#count-label")).to_have_text("Set ended")
    page.wait_for_function("() => heard.words.includes('Set over. 8 reps')")
    told = heard(page)
    tones = told["tones"]
    assert tones.count(880) == tones.count(1320) == 1
    assert tones.count(660) == tones.count(550) == 1
    assert tones.count(1760) == 3 * 3  # reps 6, 7 and 8
    # Reps 1 to 4; the third was told twice, for its first telling was withdrawn.
    assert tones.count(1000) == 4


def test_a_reload_shows_the_cue_but_does_not_sound_it_again(page: Page, site: Site) -> None:
    listen(page, site)
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#band-title")).to_have_text("STOP")
    page.reload()
    page.locator(".count").click()
    expect(page.locator("#count")).to_have_text("6")
    expect(page.locator("body")).to_have_attribute("data-cue", "stop")
    assert [tone for tone in heard(page)["tones"] if tone == 1760] == []
    expect(page.locator("#alert")).to_have_text("")


def test_one_tap_mutes_everything_and_stays_so_after_a_reload(page: Page, site: Site) -> None:
    listen(page, site)
    page.locator("#mute").click(delay=20)
    if page.locator("#mute").get_attribute("aria-pressed") == "false":
        page.wait_for_timeout(1000)  # the first tap only let the page be heard
        page.locator("#mute").click()
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("#mute")).to_have_attribute("data-sound", "muted")
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#band-title")).to_have_text("STOP")
    assert heard(page) == {"tones": [], "words": [], "buzz": []}


def test_each_kind_of_cue_has_its_own_switch(page: Page, site: Site) -> None:
    listen(page, site)
    page.get_by_role("button", name="More").click()
    for name in ("Flash the page at the stop", "Speak the cues", "Vibrate at the cues"):
        switch = page.get_by_role("switch", name=name)
        expect(switch).to_have_attribute("aria-checked", "true")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")
    page.keyboard.press("Escape")
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#band-title")).to_have_text("STOP")
    told = heard(page)
    assert told["tones"]
    assert (told["words"], told["buzz"]) == ([], [])
    expect(page.locator("body")).not_to_have_class(re.compile("flash"))


def test_the_stop_flashes_and_not_for_those_who_want_no_motion(page: Page, site: Site) -> None:
    page.emulate_media(reduced_motion="reduce")
    listen(page, site)
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#band-title")).to_have_text("STOP")
    expect(page.locator("body")).not_to_have_class(re.compile("flash"))
    page.emulate_media(reduced_motion="no-preference")
    site.time.allow(24.5)
    expect(page.locator("#count")).to_have_text("7")
    expect(page.locator("body")).to_have_class(re.compile("flash"))


def test_the_stop_closes_a_sheet_that_hides_it(page: Page, site: Site) -> None:
    listen(page, site)
    page.locator("#chip-load").click()
    expect(page.locator("#sheet-load")).to_be_visible()
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#sheet-load")).to_be_hidden()
    expect(page.locator("#band-title")).to_have_text("STOP")


def test_another_goal_moves_the_stop(page: Page, site: Site) -> None:
    listen(page, site)
    expect(page.locator("#gauge-label")).to_have_text("stop 30 % or 1 left")
    page.get_by_role("button", name="More").click()
    page.get_by_label("Own: loss in %").fill("45")
    page.get_by_role("button", name="Stop there").click()
    page.keyboard.press("Escape")
    expect(page.locator("#gauge-label")).to_have_text("stop 45 %")
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#count")).to_have_text("6")
    expect(page.locator("#band-title")).to_have_text("One more")


def test_the_stop_line_lies_above_the_gauges_fill_and_crosses_the_bars(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.live_id}")
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#count")).to_have_text("6")
    expect(page.locator("#gauge-line")).to_be_visible()
    expect(page.locator("#bars .limit")).to_have_count(1)
    expect(page.locator("#bars .under")).to_have_count(1)
    page.wait_for_function(
        """() => document.getElementById("gauge-line").getBoundingClientRect().top
                 > document.getElementById("gauge").getBoundingClientRect().top"""
    )


@pytest.mark.parametrize("site", [without_velocities(lifted_events(), "the wrist hardly rises")], indirect=True)
def test_without_velocities_the_advice_rests_on_the_reps_left(page: Page, site: Site) -> None:
    page.goto(f"/live/{site.live_id}")
    site.time.allow(AFTER_SIX_REPS_S)
    expect(page.locator("#count")).to_have_text("6")
    expect(page.locator("#band-words")).to_contain_text("1 to 4 left, by the estimate")
    expect(page.locator("#bars .limit")).to_have_count(0)
