"""How an importer refuses: one line that says what, where and what to do, whatever the file holds."""

from sensing.errors import ErrorCode, RecordingError

_LONGEST_QUOTE = 40
_LONGEST_NAME = 300


def refuse(code: ErrorCode, source: str, what: str, *, line: int | None = None) -> RecordingError:
    r"""Make the error for one fault of one file.

    Parameters
    ----------
    code : kind of fault.
    source : the file as the user named it.
    what : the fault and the way out, as whole sentences.
    line : line of the file, counted from 1, or None when the fault has no line.

    Examples
    --------
    >>> print(refuse(ErrorCode.BAD_VALUE, "a\n.csv", "ax_g is 'x'. Mend the line.", line=7))
    a\n.csv: line 7: ax_g is 'x'. Mend the line.
    """
    where = printable(source, longest=_LONGEST_NAME)
    return RecordingError(code, f"{where}: line {line}: {what}" if line is not None else f"{where}: {what}")


def quote(text: bytes | str) -> str:
    r"""Quote a piece of a file so that it is short, printable and on one line.

    Examples
    --------
    >>> print(quote(b"0.1\t\xff"), quote("x" * 99)[:8])
    '0.1\t\xff' 'xxxxxxx
    """
    if isinstance(text, bytes):
        text = text[: 4 * _LONGEST_QUOTE].decode("utf-8", "backslashreplace")
    return f"'{printable(text, longest=_LONGEST_QUOTE)}'"


def printable(text: str, *, longest: int) -> str:
    """Escape what a terminal would obey instead of show, and shorten."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:longest])
    return shown if len(text) <= longest else f"{shown}…"
