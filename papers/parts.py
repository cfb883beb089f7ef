"""What all papers of a consultation share: the head, dates in words, lines about a majority."""

from collections.abc import Container, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from civics.polls.counting import FEWEST_SHOWN
from papers.page import Head, blank
from papers.values import Held, Matter, Spoken, Values, day_of

if TYPE_CHECKING:
    from papers.layout import Paper


class Say(Protocol):
    """Gives the Vietnamese sentence of a key. Official papers are in no other language."""

    def __call__(self, key: str, /, **values: object) -> str: ...


# What only some offices want on their papers: a remark of the machine, and the fingerprint of the text.
_REMARKS = frozenset({"papers.banner", "papers.case.banner", "papers.summary.fingerprint"})
_WITHOUT = {"papers.request.with_draft": "papers.request.with_draft_plain"}


def official(say: Say, *, remarks: bool, font: str = "") -> Say:
    """The words of papers. Without `remarks` they name neither a machine nor the fingerprint of a text.

    `font`: the font family that this office wants in place of the catalogue's.
    """

    unsaid, without = (frozenset[str](), dict[str, str]()) if remarks else (_REMARKS, _WITHOUT)

    def plain(key: str, /, **values: object) -> str:
        if font and key == "papers.font":
            return font
        return "" if key in unsaid else say(without.get(key, key), **values)

    return plain


def begin(values: Values, say: Say, *, kind: str, unit: str | None = None, on: str = "") -> "Paper":
    """A paper with its head. `kind`: the page of its words; `unit`: for papers of the community, its name.

    `on`: the day of what a record is about, which is the day it bears; else the paper bears the day it is made.
    """
    day = day_of(values.made_on)
    place = values.ward.removeprefix("phường ").removeprefix("xã ")
    about = say(f"papers.{kind}.about", title=values.title)
    paper = blank(
        title=about, author=values.ward, banner=say("papers.banner"),
        made=datetime(day.year, day.month, day.day, tzinfo=UTC), font=say("papers.font"),
    )  # fmt: skip
    own, above = values.ward.upper(), say("papers.office")
    if unit is not None:
        own, above = (unit or values.ward).upper(), values.ward.upper() if unit else ""
    paper.head(
        Head(
            above, own,
            # a group has no registry, so its papers have no number unless the ward orders one
            say("papers.number", mark=say(f"papers.{kind}.mark")) if unit is None else "",
            say("papers.place_and_day", place=place, **day_and_month(day_of(on) if on else day)),
            say("papers.state"), say("papers.motto"),
        )
    )  # fmt: skip
    return paper


def marked(said: Spoken, say: Say) -> str:
    """The words, followed in brackets by the number of recordings and pictures."""
    counted = (("voices", said.voices), ("pictures", said.pictures))
    marks = [f"[{say(f'papers.files.{name}', count=number(count))}]" for name, count in counted if count]
    return " ".join([*([said.words] if said.words else []), *marks])


def day(iso: str, say: Say) -> str:
    """A date in words."""
    found = day_of(iso)
    return say("papers.day", **day_and_month(found))


def dated(on: date, say: Say) -> str:
    """A date in words behind its weekday, as an invitation names it: "thứ Năm, ngày 10 tháng 12 năm 2026"."""
    return f"{say(f'saying.weekday_{on.weekday()}')}, {day(on.isoformat(), say)}"


def day_and_month(on: date) -> dict[str, object]:
    """The parts of a date: days below 10 and months 1 and 2 have a zero before them (NĐ 30/2020 Phụ lục I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)  # as the decree names them
    return {"day": f"{on.day:02d}", "month": month, "year": on.year}


def according(paper: "Paper", laws: Sequence[str], say: Say, *, more: Sequence[str] = ()) -> None:
    """The grounds of a paper, one per line; the last ends with a full stop (NĐ 30/2020 Phụ lục I).

    `laws`: keys under `papers.law`; `more`: other grounds, in words.
    """
    grounds = [*(say("papers.according", law=say(f"papers.law.{each}")) for each in laws), *more]
    for at, each in enumerate(grounds, 1):
        paper.text(f"{each}{'.' if at == len(grounds) else ';'}", italic=True)


def number(value: int) -> str:
    """1.234"""
    return f"{value:,}".replace(",", ".")


def few_or(value: int, say: Say) -> str:
    """A number of ballots or persons. A number that could identify somebody is replaced by words."""
    return say("papers.summary.apart_few", few=FEWEST_SHOWN) if 0 < value < FEWEST_SHOWN else number(value)


def matter(values: Values, each: Matter, say: Say) -> str:
    """What is decided on: an article, or the text as a whole."""
    return each.title or f'{say("papers.count.whole")} "{values.title}"'


def quorum(held: Held, say: Say) -> str:
    """Whether enough households were present; empty where no quorum is needed."""
    if held.quorum_least is None:
        return ""
    key = "papers.ratio.quorum" if held.enough else "papers.ratio.no_quorum"
    return say(
        key, present=number(held.present), total=number(held.households), least=number(held.quorum_least),
        article=held.quorum_article,
    )  # fmt: skip


def ratios(values: Values, held: Held, say: Say) -> Sequence[str]:
    """The result of each matter against all households, with the article."""
    return [
        say(
            "papers.ratio.line", matter=matter(values, each, say), yes=number(each.ratio.yes),
            total=number(each.ratio.total), least=number(each.ratio.least), article=each.ratio.article,
            reached=say("papers.ratio.reached" if each.ratio.reached else "papers.ratio.not_reached"),
        )
        for each in held.matters if each.ratio is not None
    ]  # fmt: skip


def form_line(form: str, compared: Container[str], say: Say) -> str:
    """The line that names the form and decree of a paper, and says whether an admin has compared it with the annex."""
    decree, _, of = form.partition("-")
    told = say("papers.form", number=of, decree=decree)
    return told if form in compared else f"{told} {say('papers.form_not_compared')}"


def head_of(unit_kind: str, say: Say) -> str:
    """The title of a group's head in capitals, by the kind of the group: tổ trưởng tổ dân phố, or trưởng xóm."""
    return say(f"papers.head_of.{'xom' if unit_kind == 'xom' else 'to_dan_pho'}")


def unit_of(values: Values, held: Held) -> str:
    """The name of the unit that held the meeting."""
    return held.unit or values.ward
