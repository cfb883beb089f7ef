"""The decision on the results of a law contest (NĐ 30/2020). A name is in it only with its owner's consent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from civics.registers.contests import Group, Ranked
from papers.disclosures import head
from papers.parts import Say, number

_PLACES = 20  # that the paper names
_PEOPLE, _GROUPS = (16, 74, 26, 26, 18), (16, 74, 35, 35)


class Outcome(Protocol):
    """What the paper needs of the results."""

    @property
    def players(self) -> int: ...
    @property
    def full(self) -> int: ...
    @property
    def ranking(self) -> Sequence[Ranked]: ...
    @property
    def groups(self) -> Sequence[Group]: ...


def decision(
    said: Mapping[str, object], found: Outcome, say: Say, *, ward: str, units: Mapping[int, str], made_on: date
) -> bytes:
    """The paper as .docx, to be signed."""
    about = say("papers.contest.about", name=said["name"])
    paper = head(say, ward=ward, about=about, made_on=made_on, mark=say("papers.contest.mark"))
    paper.title(say("papers.contest.title"), about)
    rules = str(said.get("document", ""))
    if rules:
        paper.text(say("papers.contest.rules", document=rules), italic=True)
    paper.text(say("papers.contest.first", name=said["name"], players=number(found.players), full=number(found.full)))
    if said.get("prizes"):
        paper.text(say("papers.contest.prizes", prizes=said["prizes"]))
    if found.ranking:
        columns = [say(f"contest.{each}") for each in ("place", "player", "points", "guess", "time")]
        rows = [
            (str(each.place), named(each, say), f"{each.right}/{each.asked}",
             "–" if each.player.guess is None else number(each.player.guess), f"{each.seconds:.0f}")
            for each in found.ranking[:_PLACES]
        ]  # fmt: skip
        paper.table(columns, rows, widths=_PEOPLE)
    if found.groups:
        paper.heading(say("contest.groups"))
        columns = [say(f"contest.{each}") for each in ("place", "group", "count", "points")]
        lines = [
            (str(each.place), units.get(each.unit_id, ""), number(each.players), number(each.right))
            for each in found.groups
        ]
        paper.table(columns, lines, widths=_GROUPS)
    paper.text(say("contest.rule"), italic=True)
    paper.text(say("papers.contest.last"))
    receivers = [say("papers.receivers"), *(say(f"papers.contest.receiver.{each}") for each in ("winners", "kept"))]
    paper.signatures([(say("papers.disclosed.sign"), "")], how=say("papers.sign"), receivers=receivers)
    return paper.made()


def named(each: Ranked, say: Say) -> str:
    """The name, or that it is not published."""
    return each.player.name if each.player.named else say("contest.hidden", number=each.player.id)
