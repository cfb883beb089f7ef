"""Papers of one case, with letterhead: the receipt, the intake sheet, the sheet with which it is forwarded.

They follow no form of a decree; who signs compares and answers for them. Of a sealed case none is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from papers.page import Head, blank
from papers.parts import Say, day_and_month

if TYPE_CHECKING:
    from papers.layout import Paper

DOTS = "......................................................................"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a paper says of the case, in words. `made_on`: its day. Empty: dots for a pen."""

    ward: str
    code: str
    made_on: date
    kind: str
    topic: str
    name: str
    phone: str
    filed: str
    origin: str
    place: str
    text: str
    files: int
    due: str
    officer: str
    body: str


@dataclass(frozen=True, slots=True)
class _Layout:
    lines: tuple[str, ...]  # the fields, in order
    signers: tuple[str, ...]
    to: bool = False  # it is addressed to a body
    ask: bool = False  # with the words that ask for an answer


LAYOUTS: Mapping[str, _Layout] = MappingProxyType(
    {
        "receipt": _Layout(
            ("code", "name", "phone", "filed", "origin", "kind", "place", "files", "due"), ("giver", "taker")
        ),
        "intake": _Layout(
            ("code", "name", "phone", "filed", "origin", "kind", "topic", "place", "text", "files", "due", "officer",
             "proposal", "decision"),
            ("taker", "leader"),
        ),
        "forward": _Layout(
            ("code", "name", "filed", "kind", "topic", "place", "text", "files"), ("leader",), to=True, ask=True
        ),
    }
)  # fmt: skip


def write(what: str, facts: CaseFacts, say: Say) -> bytes:
    """The .docx of a paper of `LAYOUTS`."""
    layout = LAYOUTS[what]
    paper = _begin(what, facts, say)
    paper.title(say(f"papers.case.{what}.title"), say(f"papers.case.{what}.about", code=facts.code))
    if layout.to:
        paper.centred(say("papers.to", whom=facts.body or DOTS))
        paper.text(say("papers.case.forward.lead", ward=facts.ward, day=facts.filed))
    for name in layout.lines:
        value = str(getattr(facts, name, "") or "")
        paper.figure(say(f"papers.case.line.{name}"), value or DOTS)
    if layout.ask:
        paper.text(say("papers.case.forward.ask", ward=facts.ward))
    else:
        paper.text(say(f"papers.case.{what}.foot"), italic=True)
    blocks = [(say(f"papers.case.signer.{each}"), "") for each in layout.signers]
    receivers = [say("papers.receivers"), say("papers.receiver.as_above"), say("papers.receiver.kept")]
    paper.signatures(
        blocks, how=say("papers.sign_sealed" if layout.to else "papers.sign"), receivers=receivers if layout.to else ()
    )
    return paper.made()


def _begin(what: str, facts: CaseFacts, say: Say) -> "Paper":
    made = facts.made_on
    paper = blank(
        title=say(f"papers.case.{what}.about", code=facts.code), author=facts.ward, banner=say("papers.case.banner"),
        made=datetime(made.year, made.month, made.day, tzinfo=UTC), font=say("papers.font"),
    )  # fmt: skip
    place = facts.ward.removeprefix("phường ").removeprefix("xã ")
    paper.head(
        Head(
            say("papers.office"), facts.ward.upper(), say("papers.number", mark=say(f"papers.case.{what}.mark")),
            say("papers.place_and_day", place=place, **day_and_month(made)), say("papers.state"), say("papers.motto"),
        )
    )  # fmt: skip
    return paper
