"""Going on with a session whose program was killed: its samples, its recorder, and where new samples belong in time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sensing.errors import RecordingError
from sensing.importers import read_recording
from sensing.samples import ImuBlock
from server.errors import ServerError
from server.recorder import Recorder
from server.store import Store
from server.tables import SessionStatus


@dataclass(slots=True, kw_only=True)
class Resumed:
    """A session that goes on.

    Parameters
    ----------
    recorder : appends to its file.
    samples : what the file holds; None when that is too little to be read.
    rate_hz : of those samples [Hz]; None likewise.
    written_at_s : when the last of them was written, by the computer's clock [s].
    clock : the computer's clock [s].
    """

    recorder: Recorder
    samples: ImuBlock | None
    rate_hz: float | None
    written_at_s: float
    clock: Callable[[], float] = time.time
    _shift_s: float | None = field(default=None, init=False)

    def shifted(self, block: ImuBlock) -> ImuBlock:
        """Return new samples on the time of the session: as late after the break as they are by the clock."""
        if self._shift_s is None:
            last_s = 0.0 if self.samples is None else float(self.samples.t_s[-1])
            # A clock that was set back must not put them before what is there.
            passed_s = max(1.0, self.clock() - self.written_at_s)
            self._shift_s = last_s + passed_s - float(block.t_s[-1])
            self._shift_s = max(self._shift_s, last_s + 0.1 - float(block.t_s[0]))
        return replace(block, t_s=block.t_s + self._shift_s)


def reopen(store: Store, session_id: str) -> Resumed:
    """Open an interrupted session to go on with it; what was found in it is forgotten, to be counted again.

    Raises
    ------
    ServerError
        When there is no such session, it was not interrupted, or its file is gone.
    """
    info = store.info(session_id)
    if info.status is not SessionStatus.INTERRUPTED:
        raise ServerError(
            "not_interrupted", f"This session is {info.status.value}. Only an interrupted one can go on.", status=409
        )
    path = store.samples_path(session_id)
    written_at_s = path.stat().st_mtime
    try:
        recorder = Recorder(path, gyroscope=None, resume=True)
    except OSError as error:
        raise ServerError("being_recorded", f"{error}. End the other program first.", status=409) from error
    samples, rate_hz = None, None
    try:
        recording = read_recording(path)
        samples, rate_hz = recording.samples, recording.rate_hz
    except RecordingError:
        # Killed in its first seconds: what there is stays in the file, and the new samples follow it.
        pass
    store.restart(session_id)
    return Resumed(recorder=recorder, samples=samples, rate_hz=rate_hz, written_at_s=written_at_s)
