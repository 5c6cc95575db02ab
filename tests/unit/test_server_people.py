"""Lifters, sensors and loads in the store."""

from dataclasses import replace

import pytest

from model.history import Experience
from model.stop import Goal
from sensing.events import RepForm
from server.edits import EditKind
from server.lifters import About
from server.store import Store
from server.tables import Origin
from tests.support.sessions import STARTED, some_result
from tests.support.stores import add_lifted, of_first_set, refused


def test_how_a_rep_was_done_comes_back_as_it_was_measured(store: Store) -> None:
    form = RepForm(pause_bottom_s=0.4, sway_m=0.03, tilt_deg=None)
    one = some_result().sets[0]
    result = replace(some_result(), sets=(replace(one, reps=(replace(one.reps[0], form=form), *one.reps[1:])),))
    assert store.session(add_lifted(store, result=result))[1] == result


def test_lifters_are_listed_by_name_with_what_they_told(store: Store) -> None:
    about = About(experience=Experience.BEGINNER, safeties=True, goal=Goal.STRENGTH, stop_loss_frac=0.15)
    ben = store.lifters.add("ben")
    ana = store.lifters.add("  Ana ", about)
    assert store.lifters.all() == (ana, ben)
    assert store.lifters.get(ana.id).about == about
    assert ana.name == "Ana"


def test_a_lifters_target_is_their_own_else_what_is_usual_for_their_goal() -> None:
    assert About().target is None
    assert About(goal=Goal.POWER).target is not None
    own = About(goal=Goal.POWER, stop_reps_in_reserve=2).target
    assert own is not None
    assert (own.goal, own.velocity_loss_frac, own.reps_in_reserve) == (Goal.POWER, None, 2)


@pytest.mark.parametrize("about", [{"stop_loss_frac": 1.0}, {"stop_reps_in_reserve": 6}, {"goal": Goal.OWN}])
def test_a_target_that_cannot_be_meant_is_refused(about: dict[str, float]) -> None:
    with refused("bad_target", 422):
        About(**about)  # type: ignore[arg-type]  # as JSON from outside


def test_a_name_is_taken_whatever_its_capitals(store: Store) -> None:
    ana = store.lifters.add("Ana")
    with refused("name_taken", 409):
        store.lifters.add("ANA")
    assert store.lifters.find_or_add("ana") == ana
    assert store.lifters.change(ana.id, name="ana").name == "ana"


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61, "\x1b[31m", "a\u202eb"])
def test_what_cannot_be_shown_on_a_line_is_no_name(store: Store, name: str) -> None:
    with refused("bad_name", 400):
        store.lifters.add(name)
    assert store.lifters.all() == ()


def test_the_sets_of_a_deleted_lifter_become_sets_of_nobody(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    told = add_lifted(store, lifter_id=ben.id)
    edited = add_lifted(store, lifter_id=ana.id)
    of_first_set(store, edited, EditKind.LIFTER, ben.id)
    store.lifters.delete(ben.id)
    assert store.info(told).lifter is None
    # Not Ana's either, to whom the session was told to belong.
    assert store.kept(edited)[1].edited.sets[0].told.lifter_id is None
    assert store.lifters.add("Cleo").id not in (ana.id, ben.id)


def test_a_sensor_keeps_its_place_and_its_newest_numbers(store: Store) -> None:
    ana = store.lifters.add("Ana")
    store.sensors.seen("AA:01", name="WT901\x07", kind="witmotion", rate_hz=99.8, missing_frac=0.01)
    store.sensors.bind("AA:01", rack="Rack 2", lifter_id=ana.id)
    store.sensors.seen("AA:01", name="WT901", battery_frac=0.4)
    sensor = store.sensors.get("AA:01")
    assert sensor is not None
    assert (sensor.name, sensor.rack, sensor.lifter_id, sensor.rate_hz) == ("WT901", "Rack 2", ana.id, 99.8)
    assert (sensor.battery_frac, sensor.missing_frac) == (0.4, 0.01)
    store.lifters.delete(ana.id)
    assert store.sensors.all()[0].lifter_id is None
    store.sensors.forget("AA:01")
    assert store.sensors.all() == ()
    with refused("no_sensor", 404):
        store.sensors.bind("AA:01", rack=None, lifter_id=None)


@pytest.mark.parametrize(("load_kg", "code"), [(0.0, "bad_load"), (-5.0, "bad_load"), (float("nan"), "bad_load")])
def test_a_load_that_cannot_be_is_refused_and_nothing_kept(store: Store, load_kg: float, code: str) -> None:
    with refused(code, 400):
        add_lifted(store, load_kg=load_kg)
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []


def test_a_session_of_a_lifter_who_is_not_there_is_refused_and_nothing_kept(store: Store) -> None:
    with refused("no_lifter", 404):
        store.begin(source="x", origin=Origin.LIVE, gyroscope=True, started_at=STARTED, lifter_id=3)
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []
