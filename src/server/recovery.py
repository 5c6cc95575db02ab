"""Counts again the reps of sessions whose program was killed: the set under way had not been stored yet."""

import logging
from collections.abc import Sequence

from sensing.errors import RecordingError
from sensing.importers import read_recording
from sensing.session import analyze
from server.errors import ServerError
from server.recorder import Recorder
from server.store import Store

logger = logging.getLogger(__name__)


def recover(store: Store, session_ids: Sequence[str]) -> None:
    """Bring what is stored of interrupted sessions in line with their samples on disk.

    A session whose samples are too few to be read, or that another program has taken up again, is left as it is.
    """
    for session_id in session_ids:
        try:
            info = store.info(session_id)
            # Removes a last line that was cut off in the middle, and keeps others away meanwhile.
            recorder = Recorder(store.samples_path(session_id), gyroscope=None, resume=True)
        except (ServerError, OSError) as error:
            logger.warning("session %s is not counted again: %s", session_id, error)
            continue
        try:
            sha256 = recorder.seal()
            recording = read_recording(recorder.path)
            store.replace_result(session_id, analyze(recording, exercise=info.exercise), sha256=sha256)
        except RecordingError as error:
            logger.info("session %s is too short to be counted: %s", session_id, error)
        finally:
            recorder.close()
