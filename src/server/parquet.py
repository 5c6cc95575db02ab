"""Tables and samples as Parquet. `pyarrow` is an extra: it is larger than all of lastrep."""

import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from server.errors import ServerError
from server.sheets import Sheet, columns_of


def parquet_of(sheet: Sheet) -> bytes:
    """Return a table as a Parquet file; raises as `check_parquet` does."""
    arrow = _arrow()
    import pyarrow.parquet as pq

    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in sheet.columns])
    file = io.BytesIO()
    pq.write_table(arrow.table(columns_of(sheet), schema=schema), file)
    return file.getvalue()


def samples_to_parquet(samples: Path, target: Path) -> None:
    """Write the canonical CSV as Parquet, in pieces; raises as `check_parquet` does."""
    _arrow()
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    with pacsv.open_csv(samples) as reader, pq.ParquetWriter(target, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def has_parquet() -> bool:
    """Return whether the extra is installed."""
    return find_spec("pyarrow") is not None


def check_parquet() -> None:
    """Refuse at once what cannot be done later.

    Raises
    ------
    ServerError
        When the extra is not installed.
    """
    _arrow()


def _arrow() -> Any:  # Any: the module itself
    try:
        import pyarrow as pa
    except ImportError as error:
        raise ServerError(
            "no_parquet",
            "Parquet needs an extra: pip install 'lastrep[parquet]'. CSV and JSON need nothing.",
            status=501,
        ) from error
    return pa
