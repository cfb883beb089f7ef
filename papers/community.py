"""Papers about a decision of the community. Their layout is data: the content of each line, and who signs.

The fields are those that the articles name (NĐ 59/2023 Điều 3.3, 4.2, 4.3, 5.2, 6; NĐ 61/2023 Điều 11 to 14; Luật
10/2022 Điều 21, 28). The annexes with the forms themselves were not read, so each paper says "chưa đối chiếu mẫu" until
an admin has compared the form. A value that nobody recorded is printed as dots, to be filled in by hand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from papers.page import Head, blank
from papers.parts import Say, according, day_and_month, form_line, head_of
from papers.values import day_of

if TYPE_CHECKING:
    from papers.layout import Paper

DOTS = "..........................."


class Office(StrEnum):
    """Who issues a paper: its head and its signer."""

    UNIT = "unit"  # head of the group
    UBND = "ubnd"
    FRONT_UNIT = "front_unit"  # Ban công tác Mặt trận of the group
    FRONT = "front"  # UBMTTQ of the ward


@dataclass(frozen=True, slots=True)
class Layout:
    """One paper. `lines` are "figure", "text", "article" or "list" with the name of a field, in their order.
    Articles are counted.

    `form`: of the decree, as `<decree>-<number>`, empty where the law has no form. `laws`: keys under `papers.law`.
    """

    office: Office
    form: str
    laws: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    receivers: tuple[str, ...]
    considers: str = ""  # a further ground, under `papers.line`: the community's decision, or a report on its quy ước


def _lines(text: str) -> tuple[tuple[str, str], ...]:
    parts = (each.partition(":") for each in text.split())
    return tuple((kind, name) for kind, _, name in parts)


_RECEIVERS = ("ubnd", "ubmttq", "kept_unit")
LAYOUTS: Mapping[str, Layout] = {
    # NĐ 59 Điều 3.3, 3.4
    "invitation": Layout(
        Office.UNIT, "59-01", (),
        _lines("text:invited figure:when figure:place text:matter list:agenda text:documents"),
        ("households", "kept_unit"),
    ),
    # NĐ 59 Điều 4.2: purpose, content, who, when, term, tasks, means
    "plan_ballots": Layout(
        Office.UNIT, "", ("democracy", "nd59"),
        _lines(
            "text:purpose text:matter figure:who figure:handed_on figure:due_on figure:notice_on list:team text:tasks "
            "text:means"
        ),
        ("chair", "front_chair", "kept_unit"),
    ),
    # NĐ 59 Điều 4.3
    "team": Layout(
        Office.UNIT, "", ("democracy", "nd59"),
        _lines("article:team_text list:team article:team_tasks figure:until article:recognise_2"),
        ("team", *_RECEIVERS),
    ),
    # NĐ 59 Điều 5.2.b
    "team_online": Layout(
        Office.UNIT, "", ("democracy", "nd59"),
        _lines("article:team_online_text list:team_online article:team_online_tasks article:recognise_2"),
        ("team", *_RECEIVERS),
    ),
    # NĐ 59 Điều 6.2
    "candidates": Layout(
        Office.FRONT_UNIT, "59-05", ("democracy", "nd59"),
        _lines(
            "figure:when figure:place figure:chair figure:present text:candidates_text list:candidates figure:plan_by "
            "figure:sent_by figure:team_by figure:posted_by"
        ),
        ("ubnd", "kept_unit"),
    ),
    # NĐ 59 Điều 8: the one who was elected; the decree has no form for it
    "recognise_head": Layout(
        Office.UBND, "", ("democracy", "nd59"),
        _lines("article:recognise_head_1 article:recognise_2 article:recognise_3"), ("unit", "ubmttq", "kept"),
        considers="considering",
    ),
    # Luật Điều 21.2; NĐ 61 Điều 11.3
    "recognise": Layout(
        Office.UBND, "61-03", ("democracy", "nd61"),
        _lines("article:recognise_1 article:recognise_2 article:recognise_3"), ("unit", "ubmttq", "kept"),
        considers="considering",
    ),
    "recognise_front": Layout(
        Office.FRONT, "", ("democracy", "nd59"),
        _lines("article:recognise_front_1 article:recognise_2 article:recognise_3"), ("unit", "ubnd", "kept"),
        considers="considering",
    ),
    # NĐ 61 Điều 12.2, 12.3: the report, the reason, the term in which the community does it again or changes it
    "suspend": Layout(
        Office.UBND, "61-04", ("democracy", "nd61"),
        _lines("article:suspend_1 figure:reason figure:redo_by article:suspend_2 article:recognise_3"),
        ("unit", "ubmttq", "kept"), considers="considering_report",
    ),
    # NĐ 61 Điều 14
    "annul": Layout(
        Office.UBND, "61-05", ("democracy", "nd61"),
        _lines("article:annul_1 figure:reason article:recognise_2 article:recognise_3"),
        ("unit", "ubmttq", "kept"), considers="considering_report",
    ),
    # Luật Điều 28.1: content, form, way and term, who is responsible
    "plan_25": Layout(
        Office.UBND, "", ("democracy",),
        _lines("text:matter figure:clause figure:ways figure:term figure:published figure:asked text:tasks_25"),
        ("council", "ubmttq", "units", "kept"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of a paper. `fields`: texts by name; a list is a text of several lines."""

    ward: str
    unit: str
    unit_kind: str  # to_dan_pho, xom
    made_on: str  # ISO
    title: str
    fields: Mapping[str, str]
    compared: frozenset[str] = frozenset()


def write(what: str, facts: Facts, say: Say) -> bytes:
    """The .docx of a paper of `LAYOUTS`."""
    layout = LAYOUTS[what]
    paper = _begin(what, layout, facts, say)
    if layout.form:
        paper.form(form_line(layout.form, facts.compared, say))
    paper.title(say(f"papers.{what}.title"), say(f"papers.{what}.about", title=facts.title, unit=facts.unit))
    decides = any(kind == "article" for kind, _name in layout.lines)
    if decides:
        paper.centred(say(f"papers.authority.{layout.office.value}", **_names(facts, say)), bold=True)
    more = [say(f"papers.line.{layout.considers}", unit=facts.unit)] if layout.considers else []
    according(paper, layout.laws, say, more=more)
    if decides:
        paper.centred(say("papers.decides"), bold=True)
    articles = count(1)
    for kind, name in layout.lines:
        _line(paper, kind, name, facts, say, articles=articles)
    receivers = [say(f"papers.receiver.{each}", ward=facts.ward, unit=facts.unit) for each in layout.receivers]
    sign = say(f"papers.signer.{layout.office.value}", head=head_of(facts.unit_kind, say))
    how = say("papers.sign_sealed" if layout.office in (Office.UBND, Office.FRONT) else "papers.sign")
    paper.signatures([(sign, "")], how=how, receivers=[say("papers.receivers"), *receivers])
    return paper.made()


def _line(paper: "Paper", kind: str, name: str, facts: Facts, say: Say, *, articles: Iterator[int]) -> None:
    value = facts.fields.get(name, "")
    if kind in ("text", "article"):
        head = say(f"papers.head_named.{'xom' if facts.unit_kind == 'xom' else 'to_dan_pho'}")
        words = say(f"papers.line.{name}", title=facts.title, unit=facts.unit, ward=facts.ward, head=head)
        if kind == "text":
            paper.text(words)
        else:
            paper.article(say("papers.article", number=next(articles)), words)
        return
    if kind == "figure":
        paper.figure(say(f"papers.line.{name}"), value or DOTS)
        return
    paper.text(f"{say(f'papers.line.{name}')}:", bold=True)
    for at, each in enumerate(value.splitlines() or [DOTS], 1):
        paper.text(f"{at}. {each}")


def _names(facts: Facts, say: Say) -> dict[str, object]:
    """The names of the office that decides, in capitals."""
    return {"ward": facts.ward.upper(), "head": head_of(facts.unit_kind, say)}


def _begin(what: str, layout: Layout, facts: Facts, say: Say) -> "Paper":
    made = day_of(facts.made_on)
    about = say(f"papers.{what}.about", title=facts.title, unit=facts.unit)
    paper = blank(
        title=about, author=facts.ward, banner=say("papers.banner"),
        made=datetime(made.year, made.month, made.day, tzinfo=UTC), font=say("papers.font"),
    )  # fmt: skip
    ward, unit = facts.ward.upper(), facts.unit.upper()
    above, office = {
        Office.UNIT: (ward, unit), Office.UBND: (say("papers.office"), ward),
        Office.FRONT_UNIT: (say("papers.front_of", ward=ward), say("papers.front_unit", unit=unit)),
        Office.FRONT: ("", say("papers.front_of", ward=ward)),
    }[layout.office]  # fmt: skip
    place = facts.ward.removeprefix("phường ").removeprefix("xã ")
    # a group has no registry: only offices number their papers
    number = (
        say("papers.number", mark=say(f"papers.{what}.mark")) if layout.office in (Office.UBND, Office.FRONT) else ""
    )
    paper.head(
        Head(
            above, office, number,
            say("papers.place_and_day", place=place, **day_and_month(made)),
            say("papers.state"), say("papers.motto"),
        )
    )  # fmt: skip
    return paper
