"""The kind of petition that a report is, from its words, or the two to ask between where they do not say.

Luật Tiếp công dân 2013 Điều 2 (phản ánh, kiến nghị), Luật Khiếu nại 2011 Điều 2, Luật Tố cáo 2018 Điều 2. Confidence:
source. What may be a denunciation is sealed from the first word (Luật Tố cáo 2018 Điều 9): rather once too often.
"""

from dataclasses import dataclass

from civics.cases.petitions import PetitionKind
from civics.hearing.reading import plain_words
from civics.hearing.signs import Signs

# Words that ask how one denounces, or for the form, and name nobody and nothing that was done.
_OF_THE_WAY = (
    "to cao giac don mau bieu khai giay cach viet ghi lam soan nop gui nhan dua o dau cho nao the nhu ra sao can "
    "gi nhung ho so thu tuc quy trinh bao lau may ngay ai phong muon thi cho em toi chau bac minh con xin "
    "hoi lay tai in phuong a oi nhe voi duoc khong co phai la qua mang theo luat gom ket vay da thua chao ban va hay"
)
_WAY = frozenset(_OF_THE_WAY.split())
_ASKS_THE_WAY = frozenset({"mau", "cach", "dau", "nao", "gi", "sao", "lau", "trinh"})
_MOST_WORDS = 25


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


def asks_the_way(text: str) -> bool:
    """Whether a text only asks for the form or the way of a denunciation: `mẫu đơn tố cáo lấy ở đâu`."""
    words = plain_words(text) if len(text) <= _MOST_WORDS * 10 else []
    return 0 < len(words) <= _MOST_WORDS and _WAY.issuperset(words) and not _ASKS_THE_WAY.isdisjoint(words)


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
