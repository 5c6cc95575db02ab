"""MetaMotion wrist band, five barbell lifts, 12.5 Hz and 25 Hz.

The label is what can be seen in the signal (`reps_visible`), not the plan of 5 or 10 that the file names carry. The
files go through the importer that `lastrep analyze` uses.
"""

from collections.abc import Iterator
from pathlib import Path

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import REST, LabelledRecording, Mount, Span, Trust
from lastrep.evaluation.tables import Row, count, read_rows

_COLUMNS = ("start_local", "participant", "exercise_judged", "reps_visible", "acc_file", "ascents_s", "note")
_EXERCISES = {
    "bench": "bench",
    "squat": "squat",
    "dead": "deadlift",
    "ohp": "overhead_press",
    "row": "row",
    "rest": REST,
}


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield the recordings in the order of the label table."""
    from sensing.importers import read_recording

    table = folder / "recordings.csv"
    for row in read_rows(table, _COLUMNS):
        exercise = _EXERCISES.get(row["exercise_judged"])
        if exercise is None:
            raise DatasetError(f"{table}: exercise {row['exercise_judged'][:20]!r} is not known.")
        day = row["start_local"][:10]
        yield LabelledRecording(
            dataset=source.name,
            name=Path(row["acc_file"]).name.split("_Accelerometer")[0],
            recording=read_recording(folder / "raw" / Path(row["acc_file"]).name),
            person=row["participant"],
            day=day,
            split=source.split_of(row["participant"], day),
            exercise=exercise,
            mount=Mount.WRIST,
            reps_expected=count(row, "reps_visible", table),
            ascents=_ascents(row, table),
            active=None,
            trust=Trust.SEEN,
            note=row["note"],
        )


def _ascents(row: Row, table: Path) -> tuple[Span, ...] | None:
    """Read `start-end start-end ...` in seconds from the first accelerometer sample.

    Recordings are put on the gyroscope's grid, which starts with the later of the two streams: never more than half a
    second off, within the tolerance that these spans are matched with.
    """
    if not row["ascents_s"].strip():
        return () if row["reps_visible"] == "0" else None
    try:
        borders = [tuple(float(value) for value in text.split("-")) for text in row["ascents_s"].split()]
        return tuple(Span(start_s=start_s, end_s=end_s) for start_s, end_s in borders)
    except ValueError:
        raise DatasetError(f"{table}: ascents_s {row['ascents_s'][:40]!r} is not a list of start-end pairs.") from None
