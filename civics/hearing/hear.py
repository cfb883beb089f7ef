"""Everything that can be understood from one message, by the same functions that the service uses one by one."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from civics.cases.codes import parse_code, parse_slip
from civics.cases.emergencies import Emergency
from civics.hearing import book, judging, near
from civics.hearing.graph import Found
from civics.hearing.judging import likelier
from civics.hearing.kinds import kind
from civics.hearing.language import language
from civics.hearing.neighbours import votes
from civics.hearing.places import place, unit
from civics.hearing.reading import END, LONGEST, Word
from civics.hearing.rights import RightHeard, right
from civics.hearing.shouts import read_part
from civics.hearing.signs import Signs, line_of, lines_of, said_in, signs
from civics.hearing.spelling import spell
from civics.hearing.topics import topic
from civics.hearing.urgency import LIFE, STORY, Urgency, urgency_of
from civics.hearing.weighing import weights
from civics.hearing.wishes import Wish, by_name, wish
from civics.ward.units import Place
from core.text import gist

_WISH = 700  # letters of a story
_FIRST, _LAST = 140, 50  # its words and edges
_TELLS = 2  # words of trouble
# "Không. Đèn ngõ 12 hỏng": the answer to something else before what is told. `không` at a sentence's end would ask.
_ANSWER_FIRST = re.compile(
    r"\A\s*(?:dạ\s+|da\s+|ừ\s+)?(?:không|khong|khg|hông|hong|ko|kg|hk|k|chưa|chua)"
    r"(?:\s+(?:phải|phai|đúng|dung|đâu|dau|ạ|a|nhé|nhe|nha|em|ơi|oi|vậy|vay|thế|the)){0,3}\s*[.!,;:…\n]+\s*(?=\w)",
    re.IGNORECASE,
)
_NO_TOPIC = frozenset({Wish.RIGHT, Wish.OTHER, Wish.GREETING, Wish.CODE})


class Read(NamedTuple):
    """What a message was heard from: its text, the ways to read it (of a story none that is whole), its signs."""

    text: str
    lines: tuple[tuple[Word, ...], ...]
    signs: Signs


@dataclass(frozen=True)
class Heard:
    """What a person means; empty where the words do not say. `unsure` holds what to ask between."""

    lang: str
    wish: Wish
    right: str = ""
    kind: str = ""
    kind_sure: bool = True
    kinds: tuple[str, ...] = ()
    urgent: str = ""
    numbers: tuple[str, ...] = ()
    sealed: bool = False
    unit: str = ""
    place: str = ""
    code: str = ""
    unsure: tuple[str, ...] = ()
    dangers: frozenset[Emergency] = frozenset()  # to life, by kind
    tells: bool = False  # whether something wrong is told, in two words or more
    asks: bool = False  # whether something in it is put as a question
    read: Read | None = field(default=None, repr=False, compare=False)

    @cached_property
    def topic(self) -> str:
        """What it is about. Found out when it is asked for: it costs a quarter of the rest, and most answers need none.

        A right, a code or a greeting has no topic.
        """
        if self.read is None or self.wish in _NO_TOPIC:
            return ""
        return topic(self.read.signs) or ""


def prepare() -> None:
    """Read and compile the phrases, the weights and the neighbours, once per process.

    The service calls it at its start: otherwise the first message would wait for it.
    """
    book.spellings()
    weights()
    judging.weights()
    near.weights()
    votes(())


def hear(text: str, places: Sequence[Place], *, prefix: str = "", year: int = 0) -> Heard:
    """What a message means. `prefix`: of the ward's case codes; any when empty. `year`: for a number without its year.

    Danger and codes are looked for in `LONGEST` letters, danger also in what is cried out between them. Of a story, the
    wish is read from its beginning and its end, in the likeliest way only: it would delay everybody else.
    """
    said_whole = text
    whole = _ANSWER_FIRST.sub("", unicodedata.normalize("NFC", read_part(text)))
    text, lines, said, danger = _read(whole)
    code = parse_code(gist(whole, LONGEST), prefix, year=year) or parse_slip(whole) or ""
    lang, heard = _signs(text, lines, said)
    asked = _asked(heard, judged=not code and danger.level != LIFE)
    by_rules = wish(heard, life=danger.level == LIFE, right=asked, code=bool(code))
    wanted = likelier(heard, by_rules, lang=lang)
    found = kind(heard)
    reports = wanted is Wish.REPORT
    return Heard(
        lang=lang,
        wish=wanted,
        right=_right(wanted, asked),
        kind=found.kind.value if reports and found.sure else "",
        kind_sure=not reports or found.sure,
        kinds=tuple(each.value for each in found.unsure) if reports else (),
        urgent=danger.level if reports or wanted is Wish.EMERGENCY else "",
        numbers=danger.numbers,
        sealed=found.sealed and wanted in (Wish.REPORT, Wish.EMERGENCY),
        unit=_unit(lines, places, text),
        place=place(heard.line),
        code=code,
        unsure=tuple(asked.unsure) if wanted is Wish.RIGHT else (),
        dangers=danger.kinds,
        tells=heard.covered("trouble") >= _TELLS,
        asks=heard.asks or heard.has("question", "question.strong"),
        read=Read(said_whole, lines if text == said_whole else (), heard),
    )


def _read(whole: str) -> tuple[str, tuple[tuple[Word, ...], ...], tuple[tuple[Found, ...], ...], Urgency]:
    """What is read for the wish, in which ways, the phrases in each, and the danger in all of it."""
    if len(whole) <= STORY:
        lines = lines_of(whole)
        said = said_in(lines)
        return whole, lines, said, urgency_of(whole, lines, said)
    read = line_of(whole)
    ends = (_ends(read),)
    return gist(whole, _WISH), ends, said_in(ends), urgency_of(whole, (read,))


def ruled(text: str, *, life: bool, code: bool) -> tuple[str, Signs, Wish]:
    """The language, the signs and the wish by rules alone. `civics.hearing.judging` is fitted to these."""
    lines = lines_of(text)
    lang, heard = _signs(text, lines, said_in(lines))
    return lang, heard, wish(heard, life=life, right=right(heard), code=code)


def _ends(line: tuple[Word, ...]) -> tuple[Word, ...]:
    """The beginning and the end of a reading."""
    return line if len(line) <= _FIRST + _LAST else (*line[:_FIRST], Word(spell(END)), *line[-_LAST:])


def _signs(text: str, lines: tuple[tuple[Word, ...], ...], said: tuple[tuple[Found, ...], ...]) -> tuple[str, Signs]:
    lang = language(text, lines[0], said[0]) if lines else "vi"
    return lang, signs(lines[:1] if lang == "en" else lines, text, said)


def _asked(heard: Signs, *, judged: bool) -> RightHeard:
    """The right that its own phrases ask for, or the two that the words are near where that is judged."""
    asked = right(heard)
    plain = by_name(heard) or (heard.has("status") and heard.has("status.mine"))
    judged = judged and not plain  # what was said plainly is near nothing else
    return RightHeard(None, near.near(heard)) if judged and not asked.right and not asked.unsure else asked


def _right(wanted: Wish, asked: RightHeard) -> str:
    return asked.right.value if wanted is Wish.RIGHT and asked.right else ""


def _unit(lines: Sequence[Sequence[Word]], places: Sequence[Place], text: str) -> str:
    """The unit of the first reading that names one. VNI comes first, with fewer words: `to6i` is `tôi`, not tổ 6."""
    return next((found for line in sorted(lines, key=len) if (found := unit(line, places, text))), "")
