"""What makes a movement a rep of a set: every limit that `reps` judges by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RepParams:
    """What makes a movement a rep of a set.

    Origin: by hand, on simulated tune seeds, put right wherever a shared real recording was counted wrongly; nobody was
    left out. Times are project rules.
    """

    least_rom_m: float = 0.12
    """A set whose common rise is smaller is no set of lifts [m]; bench presses and rows have 0.30 and more."""
    whole_share: float = 0.7
    """A rise of at least this share of the common one reached the top."""
    edge_share: float = 0.45
    """The same for a rise cut off by the beginning of the recording: its lower part was not seen."""
    largest_share: float = 1.45
    """A rise of more than this share is a different movement (from the floor, to the rack)."""
    start_share: float = 0.5
    """A first rise slower than this share of the two that follow is no rep: the best rep is among the first three."""
    hesitant_share: float = 0.37
    """Nor is one for which its share of speed, divided by how many times longer than usual the weight then stays up and
    how many times longer it goes down, is below this. Shared bars and simulated tune seeds: first reps have 0.41 and
    more, a bar picked up for rows 0.04 to 0.65. Zero: only its speed is looked at."""
    end_share: float = 0.2
    """A last rise slower than this share of the one before it is no rep but a bar that is carried; last reps of
    simulated tune sets have 0.3 and more. Zero: none is too slow."""
    late_share: float = 0.15
    """On a wrist, nor is a last rise for which its share of speed, divided by how many times longer than usual it came
    after the rise before, is below this: the hand let go of the weight and went elsewhere. Simulated tune seeds, gym:
    half of such hands have 0.06 to 0.15, last reps 0.27 and more; of shared watches a last rep after a long breath has
    0.17. Zero: only speed counts."""
    level_share: float = 0.4
    """The first and the last rep start and end this close to the heights of the others, as a share of the rise."""
    level_sds: float = 3.0
    """Or within this many standard deviations of what the fit knows about it, whichever is more."""
    failed_low_share: float = 0.18
    """Least rise of a failed attempt; most rise by 20 to 60 % of the ROM."""
    bottom_share: float = 0.3
    """It starts this close to the others' bottoms, as a share of the rise."""
    short_sds: float = 3.0
    """A last rise failed that, when nothing holds it to the tops of the others, is too short by so many standard
    deviations."""
    failed_speed_share: float = 0.15
    """It is at least so fast on the mean, as a share of the rep before it: a bar that is carried away creeps. Simulated
    tune seeds: failed attempts have 0.37 to 1.2. Zero: none is too slow."""
    failed_fastest_share: float = 1.6
    """Nor is it faster than this share of the rep before it: phones and plates are. Zero: no attempt fails."""
    failed_late: float = 1.75
    """On a wrist it comes at most so many times later than usual after the rep before it: tune seeds to 1.3, movements
    in rest from 1.8. Zero: no attempt fails."""
    put_up_s: float = 3.0
    """How much must be seen before the first rise and after the last to tell that nothing lowered the weight [s]."""
    lowered_share: float = 0.35
    """A way down of at least this share of the rise lowers the weight."""
    return_share: float = 0.5
    """A failed attempt comes back by at least this share of what it rose."""
    noted_m: float = 0.06
    """Movements smaller than this are not worth a word [m]."""
    noted_s: float = 8.0
    """Movements further from the first or last rep than this are not of this set [s]."""
    apart_s: float = 10.0
    """A longer time from one top to the next start ends the set [s]."""
    apart_cycles: float = 3.0
    """The same in multiples of the set's own cycle, whichever is longer."""
    most_apart_s: float = 15.0
    """But never longer than this [s]."""
    turned_rad: float = 0.6
    """Rises that begin or end with gravity turned by more than this are not of one set [rad]; presses, squats and rows
    on a wrist repeat to 0.3."""
    fewest: int = 2
    """Fewer reps alone are no set."""
    shortest_s: float = 0.2
    """A rise that takes less is no lift [s]; zero: none takes too little."""
