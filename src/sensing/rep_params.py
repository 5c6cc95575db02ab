"""What makes a movement a rep of a set: every limit that `reps` judges by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweringParams:
    """What a way down says about the way up before it.

    Origin: by hand, on simulated tune seeds of this project and of two simulators that share no code with it, in a gym,
    on a bar, with and without a gyroscope: 383 last reps, 68 failed attempts.
    """

    soon_s: float = 4.0
    """A way down that begins this soon after the top belongs to the rise [s]. Zero: only one that begins there."""
    over_s: float = 0.3
    """It is over when the samples go on for so long after it [s]. Zero: wherever they end."""
    alike_sds: float = 2.2
    """It tells nothing if it differs by so many standard deviations from what the way up gained: bars are racked lower
    than the top, and rows that failed are put on the floor. Zero: if it differs at all. ..."""
    strike_mps: float = 0.15
    """... But if the weight struck the floor before the rise and after it, both led as far, and the way down, which is
    quick, is believed: a strike changes the velocity by so much [m/s]. Tune seeds of three generators: 19
    of 20 floors do by 0.17 and more (least 0.09), a bounce at the bottom by 0.03 to 0.1. Zero: any jolt does. ..."""
    strike_s: float = 0.15
    """... at most so long before or after the weight came down [s]. Zero: at that very moment."""
    stays_sds: float = 3.0
    """What is not lowered so soon has reached the top, since attempts that fail come back, unless it is short by more
    than so many standard deviations. Zero: unless it is short at all."""
    full_share: float = 0.8
    """What comes down by this share of the usual rise had come up all the way: failed attempts reach 0.73, ... Zero:
    whatever comes down."""
    full_most_share: float = 1.1
    """... but not what comes down by more than this one: it went below where the reps begin, ... Zero: nothing had."""
    full_sd_share: float = 0.12
    """... if its standard deviation is at most this share. Zero: no way down is known so well."""
    short_share: float = 0.7
    """What comes down by less had failed, since nobody lowers a rep by half and stops, ... Zero: nothing had."""
    short_sd_share: float = 0.03
    """... if its standard deviation is at most this share: half of the failed attempts have 0.02, reps that were
    lowered in two parts, or with an error, 0.033 and more. Zero: no way down is known so well."""
    short_lies_sd_share: float = 0.05
    """... If the weight then lies still, this is little enough: it came down to where it was lifted from. Zero:
    likewise. ..."""
    lies_from_s: float = 0.5
    """... It lies still if it does, from so long after it came down [s], ... Zero: from then on."""
    lies_until_s: float = 2.0
    """... until so long after [s], ... Zero: it never does."""
    lies_share: float = 0.5
    """... for this share of the time. Zero: it always does."""
    short_s: float = 1.5
    """And nobody takes longer to lower it [s]: failed attempts come down in 0.3 to 1.2 s. Zero: none is so quick."""
    below_times: float = 1.5
    """What is lowered by so many times what it rose is put away, too: failed attempts are lowered by 0.7 to 1.4 times,
    what is put down after the lifter stood up by 1.6 and more. Zero: whatever is lowered."""
    away_share: float = 1.4
    """What is lowered by this share of the usual rise was put away, as rows from which the lifter stands up, ... Zero:
    whatever is lowered."""
    away_sd_share: float = 0.1
    """... if its standard deviation is at most this share. Zero: no way down is known so well."""
    away_rise_share: float = 0.5
    """Nobody stands up by less than this share of what he rows; less failed. Zero: by little, too."""
    away_held_times: float = 1.4
    """And it was no rep if it was held so many times longer than any of them before it was lowered, ... Zero: however
    long it was held."""
    away_held_s: float = 0.2
    """... which counts as no less than this [s], ... Zero: as what it was."""
    away_least_share: float = 0.87
    """... and if it rose by less than this share of the usual rise, ... Zero: nothing rises by too little."""
    away_most_share: float = 1.2
    """... or by more than this one, ... Zero: each rises by too much."""
    away_slowest_share: float = 0.65
    """... or was slower than this share of the rise before it, ... Zero: none is too slow."""
    away_fastest_share: float = 1.5
    """... or faster than this one, as nobody is after a grinder. Ten of ten such movements have one of the three, last
    reps that are put away from their top rose by 0.91 to 1.15 of the usual and at 0.73 to 1.02 of the speed. Zero: each
    is too fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepParams:
    """What makes a movement a rep of a set.

    Origin: by hand, on simulated tune seeds, put right wherever a shared real recording was counted wrongly; nobody was
    left out. How a set ends (`short_sds` to `landed_s`) also on tune seeds of two simulators that share no code with
    ours. Times are project rules.
    """

    least_rom_m: float = 0.12
    """A set whose common rise is smaller is no set of lifts [m]; bench presses and rows have 0.30 and more."""
    whole_share: float = 0.7
    """A rise of at least this share of the common one reached the top."""
    edge_share: float = 0.45
    """The same for a rise cut off by the beginning of the recording: its lower part was not seen."""
    largest_share: float = 1.45
    """A rise of more than this share is a different movement (from the floor, to the rack)."""
    held_s: float = 0.3
    """A weight that came up to where the reps begin and was held there for so long [s] ..."""
    held_share: float = 0.25
    """... more slowly than this share of the rise's peak speed did not begin the first rep before. Independent
    simulated tune seeds: hands and bars brought to the shoulders, rows that are picked up. Zero: none was held."""
    start_share: float = 0.5
    """A first rise slower than this share of the two that follow is no rep: the best rep is among the first three."""
    hesitant_share: float = 0.37
    """Nor is one for which its share of speed, divided by how many times longer than usual the weight then stays up and
    how many times longer it goes down, is below this. Shared bars and simulated tune seeds: first reps have 0.41 and
    more, a bar picked up for rows 0.04 to 0.65. Zero: only its speed is looked at."""
    lively_share: float = 1.0
    """But one that is at least this share as fast as those two is a rep, however long the lifter then breathes.
    Tune seeds of other generators: such reps have 1.02 to 1.12, bars picked up for rows 0.48 to 0.89. Zero: hesitation
    is never looked at."""
    end_share: float = 0.15
    """A last rise slower than this share of the one before it is no rep but a bar that is carried; last reps of
    simulated tune sets have 0.3 and more. Zero: none is too slow."""
    late_share: float = 0.18
    """On a wrist, nor is a last rise for which its share of speed, divided by how many times later it came than any of
    them before it, is below this: the hand let go of the weight and went elsewhere. Simulated tune seeds, gym:
    half of such hands have 0.06 to 0.15, last reps 0.27 and more; of shared watches a last rep after a long breath has
    0.17. Zero: only speed counts."""
    level_share: float = 0.4
    """The first and the last rep start and end this close to the heights of the others, as a share of the rise."""
    level_sds: float = 3.0
    """Or within this many standard deviations of what the fit knows about it, whichever is more."""
    higher_times: float = 1.25
    """A last rise that gains so many times what the others do, and surely more, is none of them, but a hand that comes
    up from the floor. Independent simulated tune seeds. Zero: each that surely gains more."""
    failed_low_share: float = 0.18
    """Least rise of a failed attempt; most rise by 20 to 60 % of the ROM."""
    bottom_share: float = 0.3
    """It starts this close to the others' bottoms, as a share of the rise."""
    short_sds: float = 2.2
    """A last rise failed that, when nothing holds it to the tops of the others, is too short by so many standard
    deviations. Of tune seeds of three simulators completed grinders are short by 1.7, failed attempts by 2.7 and more.
    Zero: doubt does not count."""
    failed_speed_share: float = 0.15
    """It is at least so fast on the mean, as a share of the rep before it: a bar that is carried away creeps. Simulated
    tune seeds: failed attempts have 0.37 to 1.2. Zero: none is too slow."""
    failed_speed_share_wrist: float = 0.45
    """The same on a wrist, where hands creep too. Tune seeds of this project and of two independent generators: 39 of
    42 failed attempts have 0.63 and more, 14 of 19 movements that are none 0.16 to 0.49. Zero: none is too slow."""
    failed_fastest_share: float = 1.6
    """Nor is it faster than this share of the fastest rep: phones and plates are. Zero: no attempt fails."""
    failed_fastest_share_wrist: float = 3.5
    """Nor, on a wrist, than this share of the rep before it, which may have been a grinder: a weight that is given up
    soon was pushed at first as in the earlier reps. Tune seeds of three generators: 33 of 35 attempts have 0.6 to 3.4,
    hands that let go of a bar 3.7. Zero: no attempt fails."""
    failed_late: float = 1.4
    """On a wrist it comes at most so many times later than usual after the rep before it, or no later than the latest
    rep did: movements in rest come from 1.5 times and later than any rep. Zero: only the latest rep counts."""
    failed_turned_times: float = 2.1
    """On a wrist it begins turned from the mean of the reps by at most so many times more than any of two or more
    reps, ..."""
    failed_turned_rad: float = 0.05
    """... which counts as no less than this [rad]. Tune seeds of three generators: 78 attempts have at most 2.0 times,
    12 hands that went elsewhere 2.25 to 46; in five shared watch sets hands after the last rep have 7.5 to 10.7. Zero
    of both: any turn is too much."""
    most_followed: int = 2
    """So many attempts are sought after the last whole rise: one that looks held on its way, and one that fails. Zero:
    none, so that no attempt fails that did not look whole."""
    refuted_share: float = 0.65
    """A last rise that seemed whole failed, on a bar, if it gains less than this share of the others when nothing holds
    it to their tops, ..."""
    refuted_share_wrist: float = 0.5
    """... and on a wrist, which also moves otherwise than the weight, less than this one: lifters with a watch count
    last reps of 0.55 and 0.6. Zero of both: what seems whole is."""
    known_share: float = 0.2
    """How far a way up went is known if its standard deviation is no more than this share of the rise. Zero: never.
    ..."""
    likely_share: float = 0.8
    """... What is not known has reached the top if it seems to gain this share; what is known, `whole_share`. ..."""
    vague_share: float = 0.3
    """... With a standard deviation of more than this share it is not believed. Zero: nothing is that only a free fit
    sees."""
    back_share: float = 0.1
    """It does not come back by more than this share of the rise on its way: grinders do by a few hundredths, what is
    lifted with help after it failed by 0.15 and more. Zero: not at all."""
    begun_share: float = 0.06
    """A way up of which too little is known begins once it gained this share of the rise. Zero: where it first rises.
    ..."""
    begun_s: float = 1.0
    """... Velocity is forgotten in so long [s], since that of a hold drifts. Zero: at once, so that it begins at the
    bottom. ..."""
    landed_s: float = 0.3
    """... It does not begin in so long after the weight struck the floor, or on a wrist came down [s], while that
    shakes. Zero: it does not shake."""
    struck_s: float = 0.1
    """After a weight struck the floor at most so long before it was down [s], ... Zero: at that very moment. ..."""
    shaken_s: float = 0.5
    """... a way up that seems to begin within so long [s] does begin there, since the weight shakes until then. Tune
    seeds of other generators. Zero: it is at rest as soon as it is down."""
    cut_share: float = 0.1
    """In this first and last part of such a way ... Zero: nowhere. ..."""
    cut_speed_share: float = 0.08
    """... what is slower than this share of its peak speed is a hold and no part of the rep. Zero: what falls."""
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
    most_apart_s: float = 20.0
    """But never longer than this [s]. What the weight takes on its way down does not count."""
    turned_rad: float = 0.6
    """Rises that begin or end with gravity turned by more than this are not of one set [rad]; presses, squats and rows
    on a wrist repeat to 0.3."""
    lowering: LoweringParams = LoweringParams()
    """What the way down says of the last rises on a bar."""
    fewest: int = 2
    """Fewer reps alone are no set."""
    shortest_s: float = 0.2
    """A rise that takes less is no lift [s]; zero: none takes too little."""
