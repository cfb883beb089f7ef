"""The kind of petition that a report is, from its words, or the two to ask between where they do not say.

Luật Tiếp công dân 2013 Điều 2 (phản ánh, kiến nghị), Luật Khiếu nại 2011 Điều 2, Luật Tố cáo 2018 Điều 2. Confidence:
source. What may be a denunciation is sealed from the first word (Luật Tố cáo 2018 Điều 9): rather once too often.
"""

from dataclasses import dataclass

from civics.cases.petitions import PetitionKind
from civics.hearing.signs import Signs


@dataclass(frozen=True, slots=True)
class KindHeard:
    """The kind, whether the words are clear and, if they are not, the two to ask between."""

    kind: PetitionKind
    unsure: tuple[PetitionKind, ...] = ()
    sealed: bool = False

    @property
    def sure(self) -> bool:
        """Whether nothing has to be asked."""
        return not self.unsure


def kind(heard: Signs) -> KindHeard:
    """The kind of a report."""
    denounces = heard.covered("to_cao") if not heard.has("to_cao.not") else 0
    hidden = heard.has("to_cao.anon")
    complains = heard.covered("khieu_nai") if not heard.has("khieu_nai.not") else 0
    if hidden:
        return KindHeard(PetitionKind.TO_CAO, sealed=True)
    if denounces and denounces >= complains:
        unsure = (PetitionKind.TO_CAO, PetitionKind.PHAN_ANH) if denounces < 3 else ()
        return KindHeard(PetitionKind.TO_CAO, unsure, sealed=True)
    if complains:
        unsure = (PetitionKind.KHIEU_NAI, PetitionKind.PHAN_ANH) if complains < 3 and not _names_it(heard) else ()
        return KindHeard(PetitionKind.KHIEU_NAI, unsure)
    return _everyday(heard)


def _names_it(heard: Signs) -> bool:
    return any(
        [each.bare for each in heard.line[found.start : found.end]][:2] == ["khieu", "nai"]
        for found in heard.found
        if found.label == "khieu_nai"
    )


def _everyday(heard: Signs) -> KindHeard:
    """A suggestion, or a report of something wrong. It is unsure where something wrong is beside a wish."""
    if not heard.has("kien_nghi"):
        wishes = heard.has("wishes_for") and not heard.has("kien_nghi.not") and not heard.covered("trouble")
        return KindHeard(PetitionKind.KIEN_NGHI if wishes else PetitionKind.PHAN_ANH)
    if heard.has("kien_nghi.not"):
        return KindHeard(PetitionKind.PHAN_ANH, (PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI))
    if heard.weight("kien_nghi") < 2 and heard.covered("trouble") >= 2:
        return KindHeard(PetitionKind.PHAN_ANH, (PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI))
    if heard.covered("trouble") >= 5:
        return KindHeard(PetitionKind.KIEN_NGHI, (PetitionKind.KIEN_NGHI, PetitionKind.PHAN_ANH))
    return KindHeard(PetitionKind.KIEN_NGHI)
