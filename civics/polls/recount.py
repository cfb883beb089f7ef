"""The two public lists of a closed consultation, and anybody's recount of them.

One list has the receipts, the other the ballots cut apart by article: each article's answers as a row of letters,
sorted. A whole ballot stands in neither, since who knows one answer of a neighbour would read all the others beside it;
nor do words, since a turn of phrase can point at a person. So the lists prove that a ballot is in and that the sums
are right; that each ballot says what its voter meant rests on the review before sending.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civics.polls.counting import Answer, Source, majority
from core.message import Json

LETTERS: dict[str, Answer] = {"Y": Answer.YES, "N": Answer.NO, "O": Answer.OTHER, "B": Answer.BLANK}
LETTER_OF: dict[str, str] = {answer.value: letter for letter, answer in LETTERS.items()}
BALLOTS, RECEIPTS = "danban-ballots", "danban-receipts"
VERSION = 1


def strip(counted: Mapping[str, int]) -> str:
    """The answers to one article as sorted letters, of how many there are of each. Raises KeyError on an odd one."""
    return "".join(letter * number for letter, number in sorted((LETTER_OF[each], n) for each, n in counted.items()))


def tally(letters: str) -> dict[str, int]:
    """How many of each answer a strip has. Raises ValueError on a letter that means nothing."""
    found = Counter(letters)
    if odd := set(found) - set(LETTERS):
        raise ValueError(f"no answer is written {min(odd)!r}")
    return {answer.value: found[letter] for letter, answer in LETTERS.items()}


def mark(lines: Iterable[str]) -> str:
    """The SHA-256 of a list, line by line, in hex: printed on the result page, so that a changed copy shows."""
    found = hashlib.sha256()
    for each in lines:
        found.update(each.encode() + b"\n")
    return found.hexdigest()


def ballot_lines(articles: Iterable[tuple[str, str]]) -> list[str]:
    """What the ballots' mark is made of: article's code and strip."""
    return [f"{code} {letters}" for code, letters in articles]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a recount found. `faults` are sentences for a terminal; without any the lists agree."""

    ballots: int
    counted: Mapping[str, Mapping[str, int]]  # article's label -> answer -> how many
    mark: str
    faults: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the count that was published is the count of the list."""
        return not self.faults


class UnreadableListError(Exception):
    """The file is no list of ours."""


def recount(ballots: str, receipts: str = "") -> Verdict:
    """Count a list of ballots (JSON) anew, and hold a list of receipts beside it. Raises UnreadableListError."""
    listed = _read(ballots, BALLOTS)
    faults: list[str] = []
    rows = [_article(each) for each in _several(listed, "articles")]
    total = _number(listed.get("ballots"))
    counted: dict[str, dict[str, int]] = {}
    for code, title, letters, published in rows:
        try:
            counted[title or code] = found = tally(letters)
        except ValueError as error:
            faults.append(f"{title or code}: {error}")
            continue
        if len(letters) != total:
            faults.append(f"{title or code}: {len(letters)} answers, but {total} ballots")
        if published != found:
            faults.append(f"{title or code}: published {published}, counted {found}")
        faults += _voted(listed, title or code, found)
    own = mark(ballot_lines((code, letters) for code, _, letters, _ in rows))
    if listed.get("mark") != own:
        faults.append(f"the list's mark is {listed.get('mark')}, of its content {own}")
    if receipts:
        faults += _receipts(_read(receipts, RECEIPTS), listed)
    return Verdict(total, counted, own, tuple(faults))


def _voted(listed: Mapping[str, Json], label: str, found: Mapping[str, int]) -> list[str]:
    vote = listed.get("vote")
    if not isinstance(vote, dict):
        return []
    households, reached = _number(vote.get("households")), vote.get("reached")
    try:
        own = majority(found["yes"], households, clause=str(vote.get("clause")), source=Source.ONLINE_VOTE)
    except ValueError as error:
        return [f"{label}: {error}"]
    published = reached.get(label) if isinstance(reached, dict) else None
    if own is None or published == own.reached:
        return []
    return [
        f"{label}: published as {'reached' if published else 'not reached'}, {own.yes} of {own.total} say otherwise"
    ]


def _receipts(listed: Mapping[str, Json], ballots: Mapping[str, Json]) -> list[str]:
    codes = [str(each) for each in _several(listed, "receipts")]
    faults = []
    if listed.get("poll") != ballots.get("poll"):
        faults.append("the two lists are of different consultations")
    if len(set(codes)) != len(codes):
        faults.append("a receipt stands in the list twice")
    own = mark(sorted(codes))
    if listed.get("mark") != own:
        faults.append(f"the receipts' mark is {listed.get('mark')}, of its content {own}")
    if len(codes) != (expected := _number(ballots.get("ballots"))):
        faults.append(f"{len(codes)} receipts, but {expected} ballots")
    return faults


def _read(text: str, kind: str) -> dict[str, Json]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UnreadableListError("This is no JSON file.") from error
    if not isinstance(found, dict) or found.get("list") != kind or found.get("version") != VERSION:
        raise UnreadableListError(f"This is no list of the kind {kind}, version {VERSION}.")
    return found


def _several(listed: Mapping[str, Json], name: str) -> list[Json]:
    found = listed.get(name)
    return found if isinstance(found, list) else []


def _article(raw: Json) -> tuple[str, str, str, Json]:
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), str):
        raise UnreadableListError("An article of the list has no answers.")
    return str(raw.get("code")), str(raw.get("title") or ""), str(raw["answers"]), raw.get("counted")


def _number(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
