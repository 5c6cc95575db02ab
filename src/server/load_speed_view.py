"""The load-velocity profile of one lift as its history shows it: the line, its error, and the points left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.history import PastSet
from model.load_points import LoadPoint, load_points
from model.load_velocity import LeftOut, LoadVelocityProfile, ProfileRefused, load_velocity_profile
from model.profile import LiftProfile, learned_profile
from server.beside import maximum_of
from server.history_charts import LoadSpeedChart, day_words, load_speed_chart, maximum_words
from server.words import count_words, velocity_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """One point in words.

    Parameters
    ----------
    number : beside its ring; empty for a point that counts.
    load, velocity, day : what was measured.
    reason : why it is left out; empty for a point that counts.
    session_id, index : the set it comes from.
    edit_id : the edit that put it back; None when nobody did.
    """

    number: str
    load: str
    velocity: str
    day: str
    reason: str
    session_id: str
    index: int
    edit_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSpeedView:
    """The profile in a chart and in words.

    Parameters
    ----------
    chart, maximum, fit : None, empty and empty when there is no line.
    refused : why there is no line; None when there is one.
    slowest : what is known of the slowest rep this lifter finishes.
    kept, left_out : the points that count, and those that do not, numbered as in the chart.
    old : points that do not count because of their age; not drawn, for there are more of them each week.
    """

    chart: LoadSpeedChart | None
    maximum: str
    fit: str
    refused: str | None
    slowest: str
    kept: tuple[PointLine, ...]
    left_out: tuple[PointLine, ...]
    old: tuple[PointLine, ...]

    @property
    def put_back(self) -> tuple[PointLine, ...]:
        """Return the points that a person put back."""
        return tuple(one for one in self.kept if one.edit_id is not None)


def load_speed_view(exercise: str, sets: Sequence[PastSet], put_back: Mapping[str, int]) -> LoadSpeedView:
    """Return the profile that follows from a lifter's sets.

    Parameters
    ----------
    exercise : the lift.
    sets : of this lifter in this lift.
    put_back : keys of the sets that were put back into the line, each with its edit.
    """
    lift = learned_profile(exercise, sets)
    profile = load_velocity_profile(load_points(exercise, sets, put_back=put_back), lift)
    refused = profile.reason if isinstance(profile, ProfileRefused) else None
    return LoadSpeedView(
        chart=None if isinstance(profile, ProfileRefused) else _chart(profile),
        maximum="" if isinstance(profile, ProfileRefused) else maximum_words(maximum_of(profile)),
        fit="" if isinstance(profile, ProfileRefused) else _fit_words(profile),
        refused=refused,
        slowest=_slowest_words(lift),
        kept=tuple(_point_line("", point, "", put_back) for point in profile.kept),
        left_out=tuple(
            _point_line(str(number), out.point, out.reason, put_back)
            for number, out in enumerate(_odd(profile), start=1)
        ),
        old=tuple(_point_line("", out.point, out.reason, put_back) for out in profile.left_out if out.too_old),
    )


def _chart(profile: LoadVelocityProfile) -> LoadSpeedChart:
    return load_speed_chart(
        [(point.load_kg, point.velocity_mps) for point in profile.kept],
        [(out.point.load_kg, out.point.velocity_mps) for out in _odd(profile)],
        profile.band_mps,
        maximum_of(profile),
    )


def _odd(profile: LoadVelocityProfile | ProfileRefused) -> list[LeftOut]:
    return [out for out in profile.left_out if not out.too_old]


def _fit_words(profile: LoadVelocityProfile) -> str:
    points = count_words(len(profile.kept), "point", "points")
    return f"{points}, R² {profile.line.r_squared:.2f}. Estimated 1RM {maximum_words(maximum_of(profile))} kg."


def _slowest_words(lift: LiftProfile) -> str:
    slowest = f"{lift.mvt_mps:.2f} ± {lift.mvt_sd_mps:.2f} m/s"
    if not lift.learned:
        return f"Slowest finish {slowest}, from what is published: no set of yours shows it yet."
    learned_from = [
        count_words(count, one, many)
        for count, one, many in (
            (lift.failure_sets, "set to failure", "sets to failure"),
            (lift.felt_sets, "set with felt reps left", "sets with felt reps left"),
        )
        if count
    ]
    return f"Slowest finish {slowest}, learned from {' and '.join(learned_from)}."


def _point_line(number: str, point: LoadPoint, reason: str, put_back: Mapping[str, int]) -> PointLine:
    session_id, _, index = point.key.rpartition(":")
    return PointLine(
        number=number,
        load=f"{point.load_kg:g} kg",
        velocity=velocity_words(point.velocity_mps),
        day=day_words(point.day),
        reason=reason,
        session_id=session_id,
        index=int(index),
        edit_id=put_back.get(point.key),
    )
