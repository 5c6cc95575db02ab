"""What can go wrong with a data set, told in one line."""

from sensing.errors import SensingError


class DatasetError(SensingError):
    """A data set that is missing, damaged or unknown.

    The message says what is wrong, where, and what to do; it is shown to people as it is.

    Examples
    --------
    >>> str(DatasetError("no data set 'x'. Run: lastrep datasets list"))
    "no data set 'x'. Run: lastrep datasets list"
    """
