"""One look at the track: a window of it, settled and judged."""

from dataclasses import dataclass, replace

from sensing.choice import ChoiceParams
from sensing.cycles import CycleParams
from sensing.events import Rep, RepStatus
from sensing.measure import MeasureParams, measured_reps
from sensing.motion import Motion, MotionParams
from sensing.rep_params import RepParams
from sensing.reps import Attempt, Judge, Judged
from sensing.rises import apart_s
from sensing.settle import Settled, SettleParams, settle
from sensing.track import Track
from sensing.weigh import Felt, Weigher


@dataclass(frozen=True, slots=True, kw_only=True)
class LookParams:
    """One object a step of a look, and when likeness is asked.

    Origin: by hand, by cost. In 412 recordings, simulated tune seeds and shared real ones, no set has other reps by it.
    In five of them a rep is told live at another moment, in one the first rep has lost its way down.
    """

    motion: MotionParams = MotionParams()
    settle: SettleParams = SettleParams()
    reps: RepParams = RepParams()
    measure: MeasureParams = MeasureParams()
    cycles: CycleParams = CycleParams()
    choice: ChoiceParams = ChoiceParams()
    asked_s: float = 0.5
    """Likeness that had no say in a live look is asked again after so long only [s]; 0: in every look."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What one look saw.

    Parameters
    ----------
    first : grid step of the track at which the window begins.
    stop : grid step at which it ends.
    whole : the recording ends here.
    settled, judged : the window's motion and the verdict on it.
    by_height : the verdict before likeness was asked.
    felt : what likeness was asked of; None when it was not asked.
    params : with which it was made.
    """

    first: int
    stop: int
    whole: bool
    settled: Settled
    judged: Judged
    by_height: Judged
    felt: Felt | None
    params: LookParams

    @property
    def motion(self) -> Motion:
        """The motion that the verdict rests on."""
        return self.judged.motion

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What was taken for reps."""
        return self.judged.attempts

    def step(self, node: int) -> int:
        """Grid step of the track at a grid point of the window."""
        return self.first + node

    def span(self, attempt: Attempt) -> tuple[int, int]:
        """Start and end of an attempt's way up, as grid steps of the track."""
        return self.step(attempt.rise.start), self.step(attempt.rise.end)

    def reps(self, first: int = 0) -> list[Rep]:
        """The numbers of every attempt from this place on."""
        return measured_reps(self.judged, self.settled, self.params.measure, first=first)

    def pause_s(self) -> float:
        """How long after its last rep the set is over [s]."""
        chain = [a.rise for a in self.attempts if a.status is RepStatus.COMPLETED]
        return apart_s(chain, self.motion, self.params.reps)


class Looker:
    """Looks at a track, always in the same way.

    Parameters
    ----------
    track : what is looked at.
    params : see `LookParams`.
    """

    def __init__(self, track: Track, params: LookParams) -> None:
        self._track = track
        self.params = params
        self._asked = 0  # when likeness last had no say, as a grid step
        self._judge = Judge(params=params.reps, motion_params=params.motion, settle_params=params.settle)
        self._weigher = Weigher(
            choice=params.choice,
            cycles=params.cycles,
            motion=params.motion,
            whole_share=params.reps.whole_share,
            largest_share=params.reps.largest_share,
        )

    def look(self, first: int, stop: int, *, tilt: float, ends_recording: bool = False, whole: bool = False) -> Look:
        """Look at the grid steps `[first, stop)`.

        Parameters
        ----------
        first, stop : the window, in steps of the track.
        tilt : see `Support`.
        ends_recording : nothing follows, so that a rise at the end may be the last rep.
        whole : the set is over: it may be refused as a whole, and what was refused in it is told.
        """
        p = self.params
        settled = settle(self._track.window(first, stop, whole=whole), p.motion, p.settle)
        judged = by_height = self._judge.judge(
            settled,
            level=self.is_on_bar(tilt),
            starts_recording=first == 0,
            ends_recording=ends_recording,
            live=not whole,
        )
        felt = None
        if whole or (self._is_asked(stop) and self._weigher.turns(settled)):
            felt = self._weigher.feel(judged, settled)
            judged = self._weigher.weigh(judged, settled, felt, tilt=tilt, whole=whole)
            if judged is by_height:
                self._asked = stop
        return Look(
            first=first,
            stop=stop,
            whole=ends_recording,
            settled=settled,
            judged=judged,
            by_height=by_height,
            felt=felt,
            params=p,
        )

    def is_on_bar(self, tilt: float) -> bool:
        """Whether the sensor seems to sit on a bar, see `Support.tilt`."""
        return tilt < self.params.choice.bar_tilt

    def as_over(self, look: Look, *, tilt: float) -> Look:
        """The same look with the verdict that it would get if the set were over: it may be refused as a whole."""
        felt = look.felt or self._weigher.feel(look.by_height, look.settled)
        judged = self._weigher.weigh(look.by_height, look.settled, felt, tilt=tilt, whole=True)
        return replace(look, judged=judged, felt=felt)

    def _is_asked(self, stop: int) -> bool:
        wait = round(self.params.asked_s / self._track.params.step_s)
        return not self._asked <= stop < self._asked + wait
