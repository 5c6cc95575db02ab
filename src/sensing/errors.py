"""What can go wrong with input, as types that carry a machine-readable code.

Messages say what is wrong, where, and what to do, in one line: they are shown to people as they are. Physical trouble
during a recording (a gap, a clipped axis) is not an error but an event, see `sensing.events`.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Machine-readable reason, stable across versions: other programs branch on it."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    UNKNOWN_FORMAT = "unknown_format"
    BAD_HEADER = "bad_header"
    BAD_VALUE = "bad_value"
    BAD_TIME = "bad_time"
    TOO_SHORT = "too_short"
    RATE_TOO_LOW = "rate_too_low"
    RATE_TOO_HIGH = "rate_too_high"
    AXIS_STUCK = "axis_stuck"
    MISSING_SIBLING = "missing_sibling"


class SensingError(Exception):
    """Root of all errors this package raises on purpose."""


class RecordingError(SensingError):
    """A recording that cannot be used.

    Parameters
    ----------
    code : what kind of trouble, for programs.
    message : what, where (file and line) and what to do, for people; one line.

    Examples
    --------
    >>> str(RecordingError(ErrorCode.EMPTY, "a.csv is empty. Record again and give the new file."))
    'a.csv is empty. Record again and give the new file.'
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class DecodeError(SensingError):
    """A packet of a sensor that says nothing usable; it is counted and the stream goes on.

    Examples
    --------
    >>> str(DecodeError("7 bytes are no whole frame"))
    '7 bytes are no whole frame'
    """


class LinkReason(StrEnum):
    """Why a sensor gives no samples; stable across versions."""

    NO_BLUETOOTH = "no_bluetooth"
    NOT_FOUND = "not_found"
    WRONG_SERVICES = "wrong_services"
    REFUSED = "refused"
    TOO_SLOW = "too_slow"
    SILENT = "silent"
    LOST = "lost"


class LinkError(SensingError):
    """Trouble between a sensor and this program.

    Parameters
    ----------
    reason : what kind of trouble, for programs.
    message : what, which sensor and what to do, for people; one line.

    Examples
    --------
    >>> LinkError(LinkReason.SILENT, "WT901 sends nothing. Switch it off and on.").reason.value
    'silent'
    """

    def __init__(self, reason: LinkReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
