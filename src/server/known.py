"""Who lifts now, and the earlier sets that teach what to expect of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.history import PastSet
from server.edits import Told
from server.lifters import Lifter
from server.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the reps of a set.

    Parameters
    ----------
    lifter : who lifts; None when nobody was told.
    past : earlier sets of this lifter, of all lifts; of nobody in particular only those of this session.
    """

    lifter: Lifter | None = None
    past: tuple[PastSet, ...] = ()


def known_of(store: Store | None, told: Told, here: Sequence[PastSet]) -> Known:
    """Look up what is known for the next set. Blocks.

    Parameters
    ----------
    store : of lifters and earlier sets; None knows nobody.
    told : of the next set.
    here : the sets of nobody in particular in this session: most likely one person's.

    Raises
    ------
    ServerError
        When the lifter is gone.
    """
    if store is None or told.lifter_id is None:
        return Known(past=tuple(here))
    return Known(lifter=store.lifters.get(told.lifter_id), past=store.history.past_sets(told.lifter_id))
