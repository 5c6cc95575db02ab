"""What is told while a set goes on, for looks that see this and then that."""

from dataclasses import dataclass

from sensing.events import Event, Rep, RepCompleted, RepStatus, RepWithdrawn
from sensing.look import Look
from sensing.open_set import OpenSet


@dataclass
class Seen:
    """As much of a look as a set asks for: spans of attempts, as grid steps."""

    attempts: list[tuple[int, int]]

    def span(self, attempt: tuple[int, int]) -> tuple[int, int]:
        return attempt

    def reps(self, first: int = 0) -> list[Rep]:
        return [
            Rep(
                status=RepStatus.COMPLETED,
                concentric_start_s=start / 100,
                concentric_end_s=end / 100,
                eccentric_s=None,
                mean_velocity_mps=0.5,
                mean_propulsive_velocity_mps=0.5,
                peak_velocity_mps=0.8,
                rom_m=0.5,
            )
            for start, end in self.attempts[first:]
        ]


def look(*attempts: tuple[int, int]) -> Look:
    return Seen(list(attempts))  # type: ignore[return-value]  # a stand-in for a look


def told(events: list[Event]) -> list[tuple[str, int]]:
    names = {RepCompleted: "completed", RepWithdrawn: "withdrawn"}
    return [(names[type(e)], e.rep_index) for e in events if isinstance(e, RepCompleted | RepWithdrawn)]


def a_set() -> OpenSet:
    return OpenSet(index=1, first=50, patience=3)


def test_a_rep_is_announced_once() -> None:
    current = a_set()
    assert told(current.update(look((100, 180)), 1, 2.0)) == [("completed", 1)]
    for moved in ((100, 180), (98, 184), (104, 178)):
        assert told(current.update(look(moved), 1, 2.1)) == []
    assert current.last_end == 178


def test_a_rep_that_is_not_ripe_waits() -> None:
    current = a_set()
    assert told(current.update(look((100, 180), (300, 380)), 1, 3.9)) == [("completed", 1)]
    assert told(current.update(look((100, 180), (300, 380)), 2, 4.0)) == [("completed", 2)]


def test_numbers_count_on_and_times_are_those_of_the_look() -> None:
    current = a_set()
    events = current.update(look((100, 180), (300, 380), (500, 580)), 3, 6.0)
    assert told(events) == [("completed", 1), ("completed", 2), ("completed", 3)]
    assert {event.t_s for event in events} == {6.0}
    assert current.spans == [(100, 180), (300, 380), (500, 580)]


def test_a_rep_is_withdrawn_only_when_it_is_missing_again_and_again() -> None:
    current = a_set()
    current.update(look((100, 180), (300, 380)), 2, 4.0)
    assert told(current.update(look((100, 180)), 1, 4.1)) == []
    assert told(current.update(look((100, 180)), 1, 4.2)) == []
    assert told(current.update(look((100, 180)), 1, 4.3)) == [("withdrawn", 2)]
    assert current.spans == [(100, 180)]


def test_a_rep_seen_in_between_is_kept() -> None:
    current = a_set()
    current.update(look((100, 180), (300, 380)), 2, 4.0)
    for k in range(10):
        seen = look((100, 180)) if k % 3 else look((100, 180), (300, 380))
        assert told(current.update(seen, 1, 4.0 + k)) == []


def test_after_a_withdrawal_the_number_is_free_again() -> None:
    current = a_set()
    current.update(look((100, 180), (300, 340)), 2, 4.0)
    for _ in range(3):
        current.update(look((100, 180)), 1, 4.5)
    assert told(current.update(look((100, 180), (360, 440)), 2, 5.0)) == [("completed", 2)]


def test_a_rep_that_appears_before_the_last_one_told_is_not_told_out_of_order() -> None:
    current = a_set()
    current.update(look((300, 380)), 1, 4.0)
    assert told(current.update(look((100, 180), (300, 380)), 2, 4.1)) == []


def test_before_the_first_rep_the_set_ends_where_its_window_begins() -> None:
    assert a_set().last_end == 50
