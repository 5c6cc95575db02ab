"""Files that sensors and their apps write, read into one kind of recording."""

from sensing.importers.formats import FORMATS, read_recording
from sensing.importers.limits import ImportLimits

__all__ = ["FORMATS", "ImportLimits", "read_recording"]
