"""Where the server keeps its data and how much it takes in, in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DATA_VARIABLE = "LASTREP_DATA"
"""Environment variable that names another data folder."""


def default_data_dir(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for this user's sessions.

    Parameters
    ----------
    environment : the variables to look at; those of this process when None.

    Returns
    -------
    `LASTREP_DATA` if set, else `XDG_DATA_HOME/lastrep`, else `~/.local/share/lastrep`. Nothing is created.

    Examples
    --------
    >>> default_data_dir({"XDG_DATA_HOME": "/home/ana/.data"}).as_posix()
    '/home/ana/.data/lastrep'
    """
    variables = os.environ if environment is None else environment
    if named := variables.get(DATA_VARIABLE):
        return Path(named).expanduser()
    if base := variables.get("XDG_DATA_HOME"):
        return Path(base).expanduser() / "lastrep"
    return Path.home() / ".local" / "share" / "lastrep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything about one server that can differ between two of them.

    Parameters
    ----------
    data_dir : folder of the database and the raw samples; made when missing. Default: see `default_data_dir`.
    host : address to listen on. Default the loopback address: no other computer can reach the server.
    port : first port to try; 0 lets the system choose. Default 8765.
    allow_network : answer requests that name another host than this computer. Default False.
    max_upload_bytes : largest upload, all files together [bytes]. Default 250 MB: ten hours at 100 Hz, uncompressed.
        Zero refuses every upload.
    max_parallel_uploads : recordings that are analysed at the same time; more wait. Default 2, so that a live session
        never waits for a thread.
    max_client_queue : messages that wait for one slow page before it is cut off. Default 512, some 25 s of trace.
    max_feed_events : numbered events kept for pages that come late. Default 20000, far over a day of lifting.
    block_s : signal time that a player hands on at once [s]. Default 0.05: a sixth of the 0.3 s in which a rep is to
        be told, and no more than 20 messages of trace a second.
    """

    data_dir: Path = field(default_factory=default_data_dir)
    host: str = "127.0.0.1"
    port: int = 8765
    allow_network: bool = False
    max_upload_bytes: int = 250_000_000
    max_parallel_uploads: int = 2
    max_client_queue: int = 512
    max_feed_events: int = 20_000
    block_s: float = 0.05

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ValueError(f"port {self.port} is not between 0 and 65535")
        if self.max_upload_bytes < 0:
            raise ValueError(f"max_upload_bytes {self.max_upload_bytes} is negative")
        if self.max_parallel_uploads < 1:
            raise ValueError(f"max_parallel_uploads {self.max_parallel_uploads} is below 1")
        if self.max_client_queue < 2 or self.max_feed_events < 1:
            raise ValueError(
                f"max_client_queue {self.max_client_queue} must be 2 or more and "
                f"max_feed_events {self.max_feed_events} 1 or more"
            )
        if not 0 < self.block_s <= 0.5:
            raise ValueError(f"block_s {self.block_s} is not between 0 and 0.5 s")

    @property
    def database_url(self) -> str:
        """Address of the SQLite database, for SQLAlchemy."""
        return f"sqlite:///{self.data_dir / 'lastrep.db'}"

    @property
    def raw_dir(self) -> Path:
        """Folder of the raw samples, one file a session."""
        return self.data_dir / "raw"
