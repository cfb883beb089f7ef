"""The two public lists of a closed consultation, and the recount that anybody can make from them.

One list has the receipts. The other has the answers, cut apart by article: each article's answers are a row of sorted
letters. Neither list has a whole ballot, because somebody who knows one answer of a neighbour could then find all the
others. Neither has people's words, because a way of speaking can identify a person. So the lists prove that a ballot is
in and that the sums are right. That each ballot says what its voter meant rests on the review before sending.

Unchecked ballots (`civics.polls.rules.BallotClass`) are listed separately in each article and never added to the
others. If there are fewer than five of them, their answers are not listed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from civics.polls.counting import FEWEST_SHOWN, Answer, Source, majority
from core.message import Json

LETTERS: dict[str, Answer] = {"Y": Answer.YES, "N": Answer.NO, "O": Answer.OTHER, "B": Answer.BLANK}
LETTER_OF: dict[str, str] = {answer.value: letter for letter, answer in LETTERS.items()}
BALLOTS, RECEIPTS = "danban-ballots", "danban-receipts"
VERSION = 2  # of the list of ballots; since version 2, unchecked ballots are listed separately
VERSIONS = (1, 2)  # the versions that a recount can read


def strip(counted: Mapping[str, int]) -> str:
    """The answers to one article as sorted letters, from the number of each. Raises KeyError on an unknown answer."""
    return "".join(letter * number for letter, number in sorted((LETTER_OF[each], n) for each, n in counted.items()))


def tally(letters: str) -> dict[str, int]:
    """The number of each answer in a strip. Raises ValueError on an unknown letter."""
    found = Counter(letters)
    if odd := set(found) - set(LETTERS):
        raise ValueError(f"no answer is written {min(odd)!r}")
    return {answer.value: found[letter] for letter, answer in LETTERS.items()}


def mark(lines: Iterable[str]) -> str:
    """The SHA-256 of a list, line by line, in hex. The result page prints it, so a changed copy can be recognised."""
    found = hashlib.sha256()
    for each in lines:
        found.update(each.encode() + b"\n")
    return found.hexdigest()


def ballot_lines(articles: Iterable[tuple[str, str, str]]) -> list[str]:
    """The lines that are hashed for the ballots: article's code, its strip, and the strip of unchecked ballots where
    listed.
    """
    return [" ".join([code, letters, *([apart] if apart else [])]) for code, letters, apart in articles]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a recount. `faults` are sentences for a terminal; when there are none, the lists agree."""

    ballots: int
    counted: Mapping[str, Mapping[str, int]]  # article's label -> answer -> how many
    mark: str
    faults: tuple[str, ...]
    apart: int | None = 0  # how many ballots are unchecked; None: 1 to 4, which are not listed
    counted_apart: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether the published figures are the figures of the list."""
        return not self.faults


class UnreadableListError(Exception):
    """The file is not one of our lists."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One article of the list."""

    code: str
    label: str
    letters: str
    published: Json
    apart: str
    published_apart: Json


def recount(ballots: str, receipts: str = "") -> Verdict:
    """Count a list of ballots (JSON) again and compare a list of receipts with it. Raises UnreadableListError."""
    listed = _read(ballots, BALLOTS)
    rows = [_article(each) for each in _several(listed, "articles")]
    total, apart = _number(listed.get("ballots")), _apart(listed)
    faults: list[str] = []
    counted: dict[str, dict[str, int]] = {}
    counted_apart: dict[str, dict[str, int]] = {}
    for row in rows:
        found = _strip(row.label, row.letters, row.published, total, faults)
        if found is not None:
            counted[row.label] = found
            faults += _voted(listed, row.label, found)
        if apart or row.apart:
            among = _strip(f"{row.label}, apart", row.apart, row.published_apart, apart or 0, faults)
            counted_apart |= {row.label: among} if among is not None else {}
    if apart != 0 and isinstance(listed.get("vote"), dict):
        faults.append("a vote has ballots that nobody has shown to be theirs")
    own = mark(ballot_lines((each.code, each.letters, each.apart) for each in rows))
    if listed.get("mark") != own:
        faults.append(f"the list's mark is {listed.get('mark')}, of its content {own}")
    if receipts:
        faults += _receipts(_read(receipts, RECEIPTS), listed, apart)
    return Verdict(total, counted, own, tuple(faults), apart, counted_apart)


def _apart(listed: Mapping[str, Json]) -> int | None:
    """How many ballots are unchecked. Raises UnreadableListError: a list of version 2 must say it."""
    if listed.get("version") == 1:
        return 0
    found = listed.get("apart", "")
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise UnreadableListError("The list does not say how many ballots stand apart.")
    return found


def _strip(label: str, letters: str, published: Json, total: int, faults: list[str]) -> dict[str, int] | None:
    """The figures of a strip; errors are added to `faults`."""
    try:
        found = tally(letters)
    except ValueError as error:
        faults.append(f"{label}: {error}")
        return None
    if len(letters) != total:
        faults.append(f"{label}: {len(letters)} answers, but {total} ballots")
    if published != found:
        faults.append(f"{label}: published {published}, counted {found}")
    return found


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


def _receipts(listed: Mapping[str, Json], ballots: Mapping[str, Json], apart: int | None) -> list[str]:
    codes = [str(each) for each in _several(listed, "receipts")]
    faults = []
    if listed.get("poll") != ballots.get("poll"):
        faults.append("the two lists are of different consultations")
    if len(set(codes)) != len(codes):
        faults.append("a receipt stands in the list twice")
    own = mark(sorted(codes))
    if listed.get("mark") != own:
        faults.append(f"the receipts' mark is {listed.get('mark')}, of its content {own}")
    least = _number(ballots.get("ballots")) + (1 if apart is None else apart)
    most = least + FEWEST_SHOWN - 2 if apart is None else least
    if not least <= len(codes) <= most:
        faults.append(f"{len(codes)} receipts, but {least if least == most else f'{least} to {most}'} ballots")
    return faults


def _read(text: str, kind: str) -> dict[str, Json]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UnreadableListError("This is no JSON file.") from error
    if not isinstance(found, dict) or found.get("list") != kind or found.get("version") not in VERSIONS:
        raise UnreadableListError(f"This is no list of the kind {kind}, version {VERSIONS[0]} to {VERSIONS[-1]}.")
    return found


def _several(listed: Mapping[str, Json], name: str) -> list[Json]:
    found = listed.get(name)
    return found if isinstance(found, list) else []


def _article(raw: Json) -> _Row:
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), str):
        raise UnreadableListError("An article of the list has no answers.")
    apart = raw.get("apart")
    other = apart if isinstance(apart, dict) else {}
    code, title = str(raw.get("code")), str(raw.get("title") or "")
    return _Row(
        code, title or code, str(raw["answers"]), raw.get("counted"), str(other.get("answers") or ""),
        other.get("counted"),
    )  # fmt: skip


def _number(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
