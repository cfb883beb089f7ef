"""Whether a message is a question for the base of procedures, weighed from what the search and the hearing found.

The weights (`sayings/scope.toml`) were fitted by logistic regression to the phrases that ship, each left out of the
index while it was asked, and never to the held-out questions (`tests/answers/questions.jsonl`).
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from civics.answers.index import Hit, Index, Ranking
from civics.answers.signs import KINDS
from civics.answers.wanted import Field
from civics.cases.petitions import PetitionKind
from civics.hearing.hear import Heard
from civics.hearing.spelling import Spelt
from civics.hearing.wishes import Wish

_MOST_WORDS = 20
_IN, _IN_OF_REPORT = -0.7, 0.5  # how much must speak for a question
_IN_OF_PART = -2.0  # for a question that asks for a part of a record: "nộp giờ thì mấy hôm cầm được giấy"
_CLEAR = 0.5  # with so much for it, a similarity to something else does not count
_NEARER, _NEARER_OF_PART = 0.05, 0.1
_NOT_A_COMPLAINT = 0.75  # a similarity to a record that outweighs words of complaint
_PAPERS = "ho_tich"
_TROUBLES = frozenset({"rac_thai", "duong_sa", "an_ninh_trat_tu", "dien_nuoc", "moi_truong", "thien_tai", "can_bo"})


def in_scope(index: Index, words: Sequence[Spelt], ranking: Ranking, heard: Heard) -> float:
    """How much speaks for a question to the base: above 0 more than against it."""
    known = _weights()
    found = evidence(index, words, ranking, heard)
    return known["bias"] + sum(known.get(name, 0.0) * value for name, value in found.items())


def is_question(speaks: float, ranking: Ranking, heard: Heard, *, field: Field | None, tells: bool) -> bool:
    """Whether a message is a question for the base. `speaks`: see `in_scope`.

    `tells`: it is about an official, and asks for no field.
    """
    best, other = _best(ranking.records), _best(ranking.elsewhere)
    if heard.kind == PetitionKind.KHIEU_NAI and best < _NOT_A_COMPLAINT:
        return speaks > _CLEAR and not heard.topic
    if heard.wish is Wish.REPORT and (heard.topic in _TROUBLES or tells) and speaks < _IN_OF_REPORT:
        return False
    if speaks > _CLEAR:
        return True
    if _wants_a_paper(heard, field):
        return (speaks > _IN_OF_PART and other < best) or (speaks > _IN and other < best + _NEARER_OF_PART)
    return speaks > _IN and other < best + _NEARER


def _best(hits: Sequence[Hit]) -> float:
    return hits[0].score if hits else 0.0


def _wants_a_paper(heard: Heard, field: Field | None) -> bool:
    """Whether somebody asks for papers, a time, a fee or a place, or tells of such a paper and not of a trouble.

    They ask for a record, however unusual the other words are ("the flood took the birth certificate"), as soon as a
    record is nearer than anything else.
    """
    if heard.wish is Wish.QUESTION:
        return field is not None
    return heard.wish is Wish.REPORT and heard.topic == _PAPERS


def evidence(index: Index, words: Sequence[Spelt], ranking: Ranking, heard: Heard) -> dict[str, float]:
    """What speaks for it and against it, by the names of the weights, each from about -1 to 2."""
    best = _best(ranking.records)
    second = ranking.records[1].score if len(ranking.records) > 1 else 0.0
    other = _best(ranking.elsewhere)
    return {
        "best": best, "other": other, "gap": best - second, "ratio": best / (best + other + 0.01),
        "more": max(-0.5, min(0.5, best - other)), "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
        **_held(index, ranking), **_heard(heard),
    }  # fmt: skip


def _held(index: Index, ranking: Ranking) -> dict[str, float]:
    """How much of the question the best record knows, and how much more its signs are used for records."""
    asked = ranking.asked
    top = index.classes.index(ranking.records[0].key) if ranking.records else -1
    held = index.held_signs.get(top, frozenset())
    mass = {
        each: kept * KINDS[each[0]] * index.class_rare.get(each, math.log(2 * len(index.classes) + 2))
        for each, kept in asked.items() if each[0] in "ucm"
    }  # fmt: skip
    whole = sum(mass.values()) or 1.0
    odds = [index.odds[each] for each in asked if each in index.odds]
    return {
        "covered": sum(weight for each, weight in mass.items() if each in held) / whole,
        "unknown": sum(weight for each, weight in mass.items() if each not in index.held) / whole,
        "concepts": min(3, sum(1 for each in asked if each[0] == "c" and each in held)) / 3,
        "odds": max(-3.0, min(3.0, sum(odds) / math.sqrt(len(odds) or 1) / 5)),
    }


def _heard(heard: Heard) -> dict[str, float]:
    wishes = {
        f"wish.{each.value}": float(heard.wish is each)
        for each in (Wish.QUESTION, Wish.REPORT, Wish.STATUS, Wish.OTHER, Wish.RIGHT)
    }
    return {**wishes, "topic": float(bool(heard.topic)), "place": float(bool(heard.place))}


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    found = tomllib.loads(files("civics.answers").joinpath("sayings/scope.toml").read_text("utf-8"))
    return {name: float(value) for name, value in found["weights"].items()}
