"""What the advice rests on, and of what kind it is. Figures are those of the sources; the words are ours."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EvidenceKind(StrEnum):
    """How strong a source is."""

    META_ANALYSIS = "meta-analysis"
    STUDY = "study"
    REVIEW = "review"
    PROJECT_RULE = "project rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One source.

    Parameters
    ----------
    name : authors and year, or what the project rule is about.
    kind : how strong it is.
    reference : where it was published, or why there is nothing better than a rule of our own.
    doi : to look it up; None for a project rule, and where we have none.
    """

    name: str
    kind: EvidenceKind
    reference: str
    doi: str | None = None

    @property
    def href(self) -> str | None:
        """Address of the publication; None without a `doi`."""
        return None if self.doi is None else f"https://doi.org/{self.doi}"


def project_rule(name: str, reference: str) -> Evidence:
    """Return a rule of this project; `reference` says plainly that no trial is behind it.

    Examples
    --------
    >>> project_rule("two weeks", "no trial behind the number").kind
    <EvidenceKind.PROJECT_RULE: 'project rule'>
    """
    return Evidence(name=name, kind=EvidenceKind.PROJECT_RULE, reference=reference)


REFALO_2023: Final = Evidence(
    name="Refalo 2023",
    kind=EvidenceKind.META_ANALYSIS,
    reference="Sports Med 53:649-665, 15 studies",
    doi="10.1007/s40279-022-01784-y",
)
"""Size, momentary failure against stopping short: effect 0.12 (-0.13 to 0.37); loss over 25 % against 20-25 %: 0.08
(-0.16 to 0.32)."""

ROBINSON_2024: Final = Evidence(
    name="Robinson 2024",
    kind=EvidenceKind.META_ANALYSIS,
    reference="Sports Med 54:2209-2231, meta-regressions",
    doi="10.1007/s40279-024-02069-2",
)
"""Size grows more the nearer sets end to failure; for strength the interval of the slope holds zero."""

JUKIC_2023: Final = Evidence(
    name="Jukic 2023",
    kind=EvidenceKind.META_ANALYSIS,
    reference="Sports Med 53:177-214",
    doi="10.1007/s40279-022-01754-4",
)
"""Velocity loss: size rises slightly with it, the maximum does not depend on it."""

HERNANDEZ_BELMONTE_2022: Final = Evidence(
    name="Hernández-Belmonte 2022",
    kind=EvidenceKind.META_ANALYSIS,
    reference="Appl Sci 12:4425, 10 studies of young men",
    doi="10.3390/app12094425",
)
"""Losses of at most 25 % against more: effect 0.31 on light and 0.21 on heavier loads, with 55 % of the reps."""

PAREJA_BLANCO_2017: Final = Evidence(
    name="Pareja-Blanco 2017",
    kind=EvidenceKind.STUDY,
    reference="Scand J Med Sci Sports 27:724-735, 22 men, squat, 8 weeks",
    doi="10.1111/sms.12678",
)
"""20 % loss gave similar strength to 40 % for 40 % fewer reps, and more jump height (9.5 against 3.5 %)."""

MORAN_NAVARRO_2017: Final = Evidence(
    name="Morán-Navarro 2017",
    kind=EvidenceKind.STUDY,
    reference="Eur J Appl Physiol 117:2387-2399, 10 trained men",
    doi="10.1007/s00421-017-3725-7",
)
"""After sets to failure speed came back 24 to 48 h later than after sets stopped half way."""

MORAN_NAVARRO_2019: Final = Evidence(
    name="Morán-Navarro 2019",
    kind=EvidenceKind.STUDY,
    reference="J Strength Cond Res 33:1496-1504, 30 men, 4 lifts",
    doi="10.1519/JSC.0000000000002017",
)
"""Velocity at the same reps in reserve varies by 4 to 8 % between sessions."""

SCHOENFELD_GRGIC_2019: Final = Evidence(
    name="Schoenfeld & Grgic 2019",
    kind=EvidenceKind.REVIEW,
    reference="Strength Cond J 41(5):108-113",
)
"""Failure sparingly: in the last set, on machines and single-joint lifts, by experienced lifters."""

FRADKIN_2010: Final = Evidence(
    name="Fradkin 2010",
    kind=EvidenceKind.META_ANALYSIS,
    reference="J Strength Cond Res 24:140-148, 32 studies",
    doi="10.1519/JSC.0b013e3181c643a0",
)
"""Warming up improved 79 % of the measures of performance that were looked at."""

MCLEOD_2024: Final = Evidence(
    name="McLeod 2024",
    kind=EvidenceKind.REVIEW,
    reference="J Sport Health Sci 13:47-60, 44 reviews",
    doi="10.1016/j.jshs.2023.06.005",
)
"""Sets per week matter for size and strength; load and days per week for strength; where a set ends for neither."""

KASSIANO_2022: Final = Evidence(
    name="Kassiano 2022",
    kind=EvidenceKind.REVIEW,
    reference="J Strength Cond Res 36:1753-1762, 8 studies of young men",
    doi="10.1519/JSC.0000000000004258",
)
"""Some planned change of exercises can help; frequent change at random may hinder."""
