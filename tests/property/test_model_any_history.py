"""Whatever was kept, profiles, maxima, advice and stops come out finite, or say why not."""

import math
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.advice import TrainingHistory, advise
from model.history import Experience, PastSet
from model.lifts import LIFTS
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile
from model.proximity import ProximityEstimate
from model.recall import recalled_context
from model.stop import Goal, StopLevel, StopTarget, stop_advice, usual_target
from sensing.events import Rep, RepStatus
from tests.support.past import FIRST_DAY, rep

EXERCISES = st.sampled_from([*LIFTS, "curl", "", None])
VELOCITIES = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(0.01, 2.0)
REPS = st.builds(
    lambda velocity, sd, failed: rep(velocity, RepStatus.FAILED if failed else RepStatus.COMPLETED, sd_mps=sd),
    VELOCITIES,
    st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(0.0, 0.2),
    st.booleans(),
)


@st.composite
def past_sets(draw: st.DrawFn) -> PastSet:
    minutes = draw(st.integers(0, 200_000))
    return PastSet(
        key=str(draw(st.integers(0, 10**9))),
        exercise=draw(EXERCISES),
        started_at=FIRST_DAY + timedelta(minutes=minutes),
        session=f"day {minutes // 1440}",
        reps=tuple(draw(st.lists(REPS, max_size=8))),
        load_kg=draw(st.none() | st.floats(0.5, 400.0)),
        felt_rir=draw(st.none() | st.integers(0, 5)),
    )


HISTORIES = st.lists(past_sets(), max_size=25)


@given(sets=HISTORIES, exercise=EXERCISES)
@settings(max_examples=80, deadline=None)
def test_a_profile_is_finite_and_positive(sets: list[PastSet], exercise: str | None) -> None:
    learned = learned_profile(exercise, sets)
    means, errors = (learned.mvt_mps, learned.end_mps, learned.slope_mps), (learned.mvt_sd_mps, learned.slope_sd_mps)
    assert all(math.isfinite(number) for number in (*means, *errors, learned.end_sd_mps, learned.end_slope_cov))
    assert min(means) > 0
    assert learned.end_sd_mps > 0


@given(sets=HISTORIES, exercise=st.sampled_from(sorted(LIFTS)))
@settings(max_examples=80, deadline=None)
def test_a_maximum_is_an_ordered_interval_or_a_reason(sets: list[PastSet], exercise: str) -> None:
    points = load_points(exercise, sets)
    line = load_velocity_profile(points, learned_profile(exercise, sets))
    assert len(line.kept) + len(line.left_out) == len(points)
    if isinstance(line, LoadVelocityProfile):
        assert 0 < line.one_rm_low_kg <= line.one_rm_kg <= line.one_rm_high_kg < math.inf
    else:
        assert line.reason.endswith(".")


@given(
    sets=HISTORIES,
    goal=st.sampled_from([*Goal, None]),
    experience=st.sampled_from([*Experience, None]),
    safeties=st.sampled_from([True, False, None]),
)
@settings(max_examples=80, deadline=None)
def test_advice_is_sentences_without_a_number_that_is_none(
    sets: list[PastSet], goal: Goal | None, experience: Experience | None, safeties: bool | None
) -> None:
    told = TrainingHistory(
        sets=tuple(sets),
        today=FIRST_DAY.date() + timedelta(days=140),
        target=None if goal is None else usual_target(goal),
        experience=experience,
        safeties=safeties,
    )
    for advice in advise(told):
        text = f"{advice.finding} {advice.consequence}"
        assert "nan" not in text.split()
        assert "inf" not in text.split()
        assert "None" not in text


@given(sets=HISTORIES)
@settings(max_examples=60, deadline=None)
def test_what_is_recalled_of_a_set_is_the_same_without_later_sets(sets: list[PastSet]) -> None:
    if not sets:
        return
    one = sets[0]
    before = [past for past in sets if past.started_at < one.started_at]
    assert recalled_context(one, sets) == recalled_context(one, before)


@given(
    done=st.lists(REPS, max_size=12),
    low=st.floats(0, 5),
    goal=st.sampled_from(list(Goal)),
    over_body=st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_a_stop_always_says_why(done: list[Rep], low: float, goal: Goal, over_body: bool) -> None:
    shares = {"0": 0.2, "1": 0.2, "2": 0.2, "3": 0.2, "4": 0.1, "5+": 0.1}
    estimate = ProximityEstimate(estimate=low, low=low, high=low + 2, probabilities=shares, near_failure=0.5)
    advice = stop_advice(done, estimate, usual_target(goal), over_body=over_body)
    assert advice.rule.endswith(".")
    assert "nan" not in advice.rule
    if any(one.status is RepStatus.FAILED for one in done):
        assert advice.level is StopLevel.STOP


@given(
    velocities=st.lists(st.floats(0.1, 1.2), min_size=1, max_size=12),
    gain=st.floats(0.5, 2.0),
    loss=st.integers(5, 60),
)
@settings(max_examples=120, deadline=None)
def test_a_sensor_that_reads_all_velocities_too_high_or_low_gives_the_same_advice(
    velocities: list[float], gain: float, loss: int
) -> None:
    best, last = max(velocities), velocities[-1]
    # At the very border of a rule the last bit decides.
    assume(abs(100 * (1 - last / best) - (loss - 0.5)) > 1e-6)
    assume(_by_loss(velocities, (loss - 1e-7) / 100) is _by_loss(velocities, (loss + 1e-7) / 100))
    assert _by_loss(velocities, loss / 100) is _by_loss([gain * velocity for velocity in velocities], loss / 100)


def _by_loss(velocities: list[float], loss_frac: float) -> StopLevel:
    """Advice on a set that is watched for loss only."""
    unknown = ProximityEstimate(estimate=None, reason="not looked at")
    target = StopTarget(goal=Goal.OWN, velocity_loss_frac=loss_frac)
    return stop_advice([rep(velocity) for velocity in velocities], unknown, target, over_body=False).level
