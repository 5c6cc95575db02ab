"""What the server refuses, as types that carry a code for programs, a line for people and an HTTP status."""

from sensing.errors import ErrorCode, RecordingError


class ServerError(Exception):
    """A request, a file or a folder that cannot be served.

    Parameters
    ----------
    code : machine-readable reason, stable across versions.
    message : what, where and what to do; one line.
    status : HTTP status when it answers a request.

    Examples
    --------
    >>> ServerError("not_found", "No session has this id.", status=404).status
    404
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class StoreError(ServerError):
    """The data folder or the database cannot be used."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, status=500)


def recording_status(error: RecordingError) -> int:
    """Return the HTTP status that answers a recording which cannot be used.

    Examples
    --------
    >>> recording_status(RecordingError(ErrorCode.TOO_LARGE, "a.csv is too large."))
    413
    """
    return 413 if error.code is ErrorCode.TOO_LARGE else 422
