"""The answer to a question: from one record, a question back with at most five choices, or a pass with its reason.

First the message is understood as every message is (`civics.hearing.hear`). What is a danger to life, or sealed, gets
no record, whatever the search finds; neither does a complaint or a question about a case.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from civics.answers import heads, laws
from civics.answers.events import to_do_in
from civics.answers.index import Hit, Index, Ranking, build
from civics.answers.introductions import without_introduction
from civics.answers.records import Record
from civics.answers.scope import in_scope, is_question
from civics.answers.signs import content, is_whole, plain_words, words_of
from civics.answers.wanted import Field, chosen, wanted
from civics.cases.petitions import PetitionKind
from civics.hearing.hear import Heard, hear
from civics.hearing.spelling import Spelt
from civics.hearing.urgency import LIFE
from civics.hearing.wishes import Wish
from civics.ward.units import Place

MOST = 5  # the most records between which we ask
_NEAR = 0.5  # of the best score: a record below it is no choice
_SURE_GAP, _SURE_BEST = 0.3, 0.6  # how far ahead, and how similar, a record must be to be given without doubt
_ANSWER_GAP = 0.055
_BEFORE = 0.6  # the part of the turn before that still counts
_GENERIC = 3  # the most words of content of a message that names a family but no case of it
_OUT = 0.55  # a similarity to what no record answers that needs no help from the turns before
_FOLLOW = 4  # the most words of content of a message that continues the turn before
_SMALL_TALK = frozenset({Wish.GREETING, Wish.THANKS})
_OFFICIAL = re.compile(r"\b(?:can bo|chu tich|bi thu|doi truong|to truong|truong xom|truong thon|dia chinh|lanh dao)\b")


class Kind(StrEnum):
    """The sort of answer to a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    PASS = "pass"  # noqa: S105  # no password


class Reason(StrEnum):
    """Why a question is passed on."""

    EMERGENCY = "khan_cap"
    REPORT = "phan_anh"
    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"
    STATUS = "trang_thai"
    OTHER_OFFICE = "ngoai_tham_quyen"
    NOT_IN_BASE = "ngoai_kho"
    UNRELATED = "khong_lien_quan"
    PRIVATE_ADVICE = "tu_van_rieng"


@dataclass(frozen=True, slots=True)
class Base:
    """The records that are answered from, with their index. Rules find `laws` and `heads`, not the search."""

    records: Mapping[str, Record]
    index: Index
    named: tuple[tuple[str, frozenset[str]], ...]  # the bare words of each name and everyday phrase, with its record
    laws: Mapping[str, Record]
    heads: Mapping[str, Record]

    def record(self, key: str) -> Record | None:
        """The record with this key, of whatever sort."""
        return self.records.get(key) or self.laws.get(key) or self.heads.get(key)


@dataclass(frozen=True, slots=True)
class Context:
    """What the turn before found: its records with their scores, and those that were offered as choices."""

    scores: Mapping[str, float]
    offered: tuple[str, ...] = ()
    about: str = ""  # the one record that gave the answer


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question. `top`: the nearest records, also for one that is passed on."""

    kind: Kind
    codes: tuple[str, ...] = ()
    field: Field | None = None
    reason: Reason | None = None
    sure: bool = False
    top: tuple[str, ...] = ()
    context: Context = Context({})
    event: bool = False  # whether the codes are the steps of an event in life, in order
    clause: str = ""  # the khoản of an article that is asked for


def base_of(records: Sequence[Record]) -> Base:
    """The base of these records."""
    leading = {each.key: each for each in records if each.key.startswith(heads.PREFIX)}
    searched = [each for each in records if not each.article and each.key not in leading]
    named = tuple(
        (each.key, frozenset(word.bare for word in plain_words(text)))
        for each in searched for text in (each.name, *each.words)
    )  # fmt: skip
    articles = {each.key: each for each in records if each.article}
    return Base({each.key: each for each in searched}, build(searched), named, articles, leading)


def ask(turns: Sequence[str], base: Base, places: Sequence[Place]) -> Answered:
    """The answer to the last turn of one talk."""
    found = Answered(Kind.PASS, reason=Reason.UNRELATED)
    for at, text in enumerate(turns):
        found = go_on(text, base, hear(text, places), before=found.context if at else None)
    return found


def go_on(text: str, base: Base, heard: Heard, *, before: Context | None = None) -> Answered:
    """The answer to a message. `heard` is what `civics.hearing.hear` found in it."""
    words = words_of(without_introduction(text))
    ranking = base.index.search(words)
    field = wanted(words)
    barred = _barred(heard)
    if barred is not None:
        return _passed(barred, ranking, field)
    if (named := _named(words, base, heard, before)) is not None:
        return named
    if heard.wish in _SMALL_TALK and field is None:
        return _passed(Reason.UNRELATED, ranking, field)
    before = _still(before, base)
    if before is not None and (key := _chosen(words, before)) is not None:
        return _of_offered(key, before, field)
    tells = field is None and _OFFICIAL.search(" ".join(each.bare for each in words)) is not None
    asks = is_question(in_scope(base.index, words, ranking, heard), ranking, heard, field=field, tells=tells)
    if before is not None and _follows(words, ranking, before, asks=asks):
        return _answered(words, _with_before(words, ranking, before), base, field, about=before.about)
    return _answered(words, ranking, base, field) if asks else _passed(_reason(heard, ranking), ranking, field)


def _named(words: Sequence[Spelt], base: Base, heard: Heard, before: Context | None) -> Answered | None:
    """The answer when an article of a law or the head of a group is named; None when neither is."""
    about = base.laws.get(before.about) if before is not None else None
    if (law := laws.wanted(words, about=about)) is not None:
        return _of_law(law, base)
    if (head := heads.wanted(words, heard, base.heads)) is not None:
        return _one(head) if head in base.heads else Answered(Kind.PASS, reason=Reason.NOT_IN_BASE)
    return None


def _chosen(words: Sequence[Spelt], before: Context) -> str | None:
    """The record that the words choose among those that were offered."""
    at = chosen(words) if before.offered else None
    return before.offered[at] if at is not None and at < len(before.offered) else None


def _of_offered(key: str, before: Context, field: Field | None) -> Answered:
    return replace(_one(key), field=field, top=before.offered[:MOST])


def _of_law(asked: laws.Wanted, base: Base) -> Answered:
    """An article word for word, or a question back when several documents have one with that number."""
    keys = laws.find(asked, base.laws)
    if not keys:
        return Answered(Kind.PASS, reason=Reason.NOT_IN_BASE)
    if len(keys) > 1:
        return Answered(Kind.CLARIFY, keys[:MOST], top=keys[:MOST], context=Context({}, offered=keys[:MOST]))
    return _one(keys[0], clause=asked.clause)


def _one(key: str, *, clause: str = "") -> Answered:
    context = Context({key: 1.0}, about=key)
    return Answered(Kind.ANSWER, (key,), sure=True, top=(key,), context=context, clause=clause)


def _still(before: Context | None, base: Base) -> Context | None:
    """The turn before without records that are answered from no more; articles are only chosen, never searched."""
    if before is None:
        return None
    scores = {key: score for key, score in before.scores.items() if key in base.records}
    about = before.about if before.about in base.records else ""
    if any(base.record(key) is None for key in before.offered):
        return Context(scores, (), about)
    return Context(scores, before.offered, about)


def _barred(heard: Heard) -> Reason | None:
    """Why a message gets no record, whatever the search finds."""
    if heard.wish is Wish.EMERGENCY or heard.urgent == LIFE:
        return Reason.EMERGENCY
    if heard.sealed or heard.kind == PetitionKind.TO_CAO or PetitionKind.TO_CAO in heard.kinds:
        return Reason.DENUNCIATION
    if heard.code:
        return Reason.STATUS
    return None


def _passed(reason: Reason, ranking: Ranking, field: Field | None) -> Answered:
    nearest = ranking.records[:MOST]
    scores = {each.key: each.score for each in nearest}
    return Answered(
        Kind.PASS, reason=reason, field=field, top=tuple(each.key for each in nearest), context=Context(scores)
    )


def _reason(heard: Heard, ranking: Ranking) -> Reason:
    """Why a message that is no question for the base is passed on."""
    if heard.kind == PetitionKind.KHIEU_NAI:
        return Reason.COMPLAINT
    if heard.wish is Wish.STATUS:
        return Reason.STATUS
    near = Reason(ranking.elsewhere[0].key[1:]) if ranking.elsewhere else Reason.UNRELATED
    if heard.wish is Wish.REPORT and (heard.topic or near is Reason.REPORT):
        return Reason.REPORT
    if near is Reason.REPORT:
        return Reason.NOT_IN_BASE if heard.wish is Wish.QUESTION else Reason.REPORT
    return near


def _follows(words: Sequence[Spelt], ranking: Ranking, before: Context, *, asks: bool) -> bool:
    """Whether a message continues the turn before: it says little by itself, or is about the same records."""
    if not before.scores:
        return False
    said = content(words)
    if not said:
        return True
    other = ranking.elsewhere[0].score if ranking.elsewhere else 0.0
    best = ranking.records[0] if ranking.records else Hit("", 0.0)
    if other >= _OUT and other > best.score:
        return False
    known = before.scores.keys()
    return best.key in known or not asks or (len(said) <= _FOLLOW and best.score < _SURE_BEST)


def _with_before(words: Sequence[Spelt], ranking: Ranking, before: Context) -> Ranking:
    """The records of the turn before, ranked again. New ones join if none were offered and the words say enough."""
    now = {each.key: each.score for each in ranking.records}
    said = min(len(content(words)), _FOLLOW) / _FOLLOW
    found = ranking.records[0].key if ranking.records else ""
    keys = frozenset(before.offered or before.scores)
    if not before.offered and found not in keys and said == 1:
        keys |= now.keys()
    scores = {key: said * now.get(key, 0.0) + _BEFORE * before.scores.get(key, 0.0) for key in keys}
    hits = sorted((Hit(key, score) for key, score in scores.items()), key=lambda hit: (-hit.score, hit.key))
    return replace(ranking, records=tuple(hits))


def _answered(
    words: Sequence[Spelt], ranking: Ranking, base: Base, field: Field | None, *, about: str = ""
) -> Answered:
    """One record, or several to choose from."""
    hits = ranking.records
    if not hits:
        return _passed(Reason.NOT_IN_BASE, ranking, field)
    best = hits[0]
    second = hits[1].score if len(hits) > 1 else 0.0
    top = tuple(each.key for each in hits[:MOST])
    scores = {each.key: each.score for each in hits[:MOST]}
    gap = best.score - second
    stays = about == best.key and not content(words)
    if stays or is_whole(base.records[best.key].name, words):
        return Answered(Kind.ANSWER, (best.key,), field, sure=True, top=top, context=Context(scores, about=best.key))
    if to_do := [key for key in to_do_in(words) if key in base.records]:
        whole = tuple(to_do[:MOST])
        return Answered(Kind.CLARIFY, whole, field, top=whole, context=Context(scores, offered=whole), event=True)
    generic = _generic(words, base)
    if len(generic) > 1:
        choices = tuple(dict.fromkeys((*(key for key in top if key in generic), *top)))[:MOST]
        return Answered(Kind.CLARIFY, choices, field, top=top, context=Context(scores, offered=choices))
    if gap >= _ANSWER_GAP * (1 + best.score):
        sure = gap >= _SURE_GAP * (1 + best.score) / 2 and best.score >= _SURE_BEST
        return Answered(Kind.ANSWER, (best.key,), field, sure=sure, top=top, context=Context(scores, about=best.key))
    choices = tuple(each.key for each in hits[:MOST] if each.score >= _NEAR * best.score)
    return Answered(Kind.CLARIFY, choices, field, top=top, context=Context(scores, offered=choices))


def _generic(words: Sequence[Spelt], base: Base) -> frozenset[str]:
    """The records of a family that a short message names without its case; empty when it says more."""
    said = set(content(words))
    if not 0 < len(said) <= _GENERIC:
        return frozenset()
    return frozenset(key for key, words_of_it in base.named if said <= words_of_it)
