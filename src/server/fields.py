"""Numbers out of form fields, which come as text and may hold anything."""

from server.errors import ServerError

LARGEST = 10**9
"""No number in a form is larger; the database takes no more than 64 bits."""


def number_in(text: str, what: str, kind: type[int] | type[float]) -> int | float | None:
    """Return the number in a field, None for an empty one; a comma is taken for a point.

    Parameters
    ----------
    text : as typed.
    what : named when it is no number.
    kind : whole numbers only, or any.

    Raises
    ------
    ServerError
        When it is no number, or none that can be meant.

    Examples
    --------
    >>> number_in(" 62,5 ", "load", float), number_in("", "load", float)
    (62.5, None)
    """
    if not text.strip():
        return None
    try:
        number = kind(text.strip().replace(",", "."))
    except ValueError:
        number = LARGEST + 1
    # Written so that not-a-number fails as well.
    if not abs(number) <= LARGEST:
        raise ServerError("bad_number", f"The {what} is no number. Correct it and send it again.", status=422)
    return number
