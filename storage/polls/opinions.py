"""Opinions after the close: stored without a trace of their authors, collected in groups, answered by an official."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, insert, select, update

from civics.polls.counting import FEWEST_SHOWN
from civics.polls.opinions import best_worded, unpointed
from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.poll_results import opinion_groups, opinion_tags, opinions
from storage.tables.polls import poll_articles

PAGE = 30
SHOWN = 200  # opinions of one group on a page
EVERY = 1_000_000  # opinions of one group in a table


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion as it was given; without words where it is a recording or a picture.

    `files` are ids of attachments.
    """

    article: str
    choice: str
    text: str
    files: tuple[int, ...] = ()
    apart: bool = False  # of an unchecked ballot


@dataclass(frozen=True, slots=True)
class Group:
    """Opinions that say nearly the same, with the ward's answer.

    `text` is the published form: first the best worded opinion without numbers and addresses, then the official's
    version.
    """

    id: int
    article: str
    place: int
    text: str
    size: int
    answer: str  # civics.polls.opinions.Answered, or empty
    reply: str
    answered_at: datetime | None
    tags: tuple[str, ...] = ()
    apart: int = 0  # how many of `size` are of unchecked ballots

    @property
    def few(self) -> bool:
        """Whether there are so few unchecked ones that their number is hidden."""
        return 0 < self.apart < FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class Filter:
    """Which groups: `state` is open, answered, accepted, explain or empty (all)."""

    state: str = ""
    article: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of groups. `next` is the start of the next page, empty on the last page."""

    groups: tuple[Group, ...]
    next: str


def keep(work: UnitOfWork, poll_id: int, said: Iterable[Said]) -> int:
    """Store opinions in the order of their words, which does not show who gave them; returns their number."""
    ordered = sorted(said, key=lambda each: (each.article, each.text, each.choice))
    rows = [
        {"poll_id": poll_id, "article": each.article, "choice": each.choice, "text": each.text,
         "files": list(each.files), "apart": each.apart}
        for each in ordered
    ]  # fmt: skip
    if rows:
        work.conn.execute(insert(opinions), rows)
    return len(rows)


def uncompared(work: UnitOfWork, poll_id: int) -> list[tuple[int, str, str]]:
    """Id, article and text of the opinions without a group, article by article."""
    same = and_(poll_articles.c.poll_id == opinions.c.poll_id, poll_articles.c.code == opinions.c.article)
    rows = (
        select(opinions.c.id, opinions.c.article, opinions.c.text)
        .join(poll_articles, same)
        .where(opinions.c.poll_id == poll_id, opinions.c.group_id.is_(None))
        .order_by(poll_articles.c.place, opinions.c.id)
    )
    return [(row[0], row[1], row[2]) for row in work.conn.execute(rows)]


def gather(work: UnitOfWork, poll_id: int, groups: Sequence[Sequence[int]]) -> None:
    """Store the groups, for each article the largest first. Opinions that have a group already stay in it."""
    known = {number: (article, text) for number, article, text in uncompared(work, poll_id)}
    order = {article: at for at, article in enumerate(dict.fromkeys(article for article, _ in known.values()))}
    fresh = [ids for each in groups if (ids := [number for number in each if number in known])]
    fresh.sort(key=lambda ids: (order[known[ids[0]][0]], -len(ids), ids[0]))
    begin = work.conn.execute(
        select(func.coalesce(func.max(opinion_groups.c.place), 0)).where(opinion_groups.c.poll_id == poll_id)
    ).scalar_one()
    joined: list[dict[str, int]] = []
    for place, ids in enumerate(fresh, begin + 1):
        article = known[ids[0]][0]
        text = best_worded([known[number][1] for number in ids])
        group_id = make(work, poll_id, article, place=place, text=text, size=len(ids))
        joined += [{"p_id": number, "p_group": group_id} for number in ids]
    if joined:
        work.conn.execute(
            update(opinions).where(opinions.c.id == bindparam("p_id")).values(group_id=bindparam("p_group")), joined
        )


def make(work: UnitOfWork, poll_id: int, article: str, *, place: int, text: str, size: int) -> int:
    """A new group; returns its id. Numbers and addresses are removed from its text."""
    made: int = work.conn.execute(
        insert(opinion_groups)
        .values(poll_id=poll_id, article=article, place=place, text=unpointed(text), size=size)
        .returning(opinion_groups.c.id)
    ).scalar_one()
    return made


_APART = (
    select(func.count())
    .where(opinions.c.group_id == opinion_groups.c.id, opinions.c.apart)
    .correlate(opinion_groups)
    .scalar_subquery()
)
_GROUP = select(
    *(opinion_groups.c[name] for name in Group.__dataclass_fields__ if name not in {"tags", "apart"}),
    _APART.label("apart"),
)


def page(work: UnitOfWork, poll_id: int, wanted: Filter, *, after: str = "", limit: int = PAGE) -> Page:
    """A page of groups, by article, the largest first."""
    place, _, number = after.partition(".")
    found = _GROUP.where(opinion_groups.c.poll_id == poll_id, *_wanted(wanted))
    if place.isdecimal() and number.isdecimal():
        at, last = int(place), int(number)
        found = found.where(
            (opinion_groups.c.place > at) | ((opinion_groups.c.place == at) & (opinion_groups.c.id > last))
        )
    rows = work.conn.execute(found.order_by(opinion_groups.c.place, opinion_groups.c.id).limit(limit + 1)).all()
    tags = _tags(work, [row.id for row in rows[:limit]])
    groups = tuple(_made(row, tags.get(row.id, ())) for row in rows[:limit])
    return Page(groups, f"{groups[-1].place}.{groups[-1].id}" if len(rows) > limit else "")


def every(work: UnitOfWork, poll_id: int) -> list[Group]:
    """All groups with their tags, for the papers."""
    rows = work.conn.execute(
        _GROUP.where(opinion_groups.c.poll_id == poll_id).order_by(opinion_groups.c.place, opinion_groups.c.id)
    ).all()
    marked = select(opinion_tags.c.group_id, opinion_tags.c.tag).where(opinion_tags.c.poll_id == poll_id)
    tags: dict[int, tuple[str, ...]] = {}
    for group_id, tag in work.conn.execute(marked.order_by(opinion_tags.c.tag)):
        tags[group_id] = (*tags.get(group_id, ()), tag)
    return [_made(row, tags.get(row.id, ())) for row in rows]


def _wanted(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "answered":
        found.append(opinion_groups.c.answer != "")
    elif wanted.state:
        found.append(opinion_groups.c.answer == ("" if wanted.state == "open" else wanted.state))
    if wanted.article:
        found.append(opinion_groups.c.article == wanted.article)
    if wanted.tag:
        marked = select(opinion_tags.c.group_id).where(opinion_tags.c.tag == wanted.tag)
        found.append(opinion_groups.c.id.in_(marked))
    return found


def _tags(work: UnitOfWork, group_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    rows = select(opinion_tags.c.group_id, opinion_tags.c.tag).where(opinion_tags.c.group_id.in_(group_ids))
    found: dict[int, tuple[str, ...]] = {}
    for group_id, tag in work.conn.execute(rows.order_by(opinion_tags.c.tag)):
        found[group_id] = (*found.get(group_id, ()), tag)
    return found


def members(work: UnitOfWork, group_ids: Sequence[int], *, limit: int = SHOWN) -> dict[int, list[tuple[int, Said]]]:
    """The opinions of these groups with their ids, at most `limit` per group."""
    place = func.row_number().over(partition_by=opinions.c.group_id, order_by=opinions.c.id).label("place")
    columns = (
        opinions.c.group_id, opinions.c.id, opinions.c.article, opinions.c.choice, opinions.c.text, opinions.c.files,
        opinions.c.apart,
    )  # fmt: skip
    numbered = select(*columns, place).where(opinions.c.group_id.in_(group_ids)).subquery()
    found: dict[int, list[tuple[int, Said]]] = {}
    for row in work.conn.execute(select(numbered).where(numbered.c.place <= limit).order_by(numbered.c.id)):
        said = Said(row.article, row.choice, row.text, tuple(row.files), row.apart)
        found.setdefault(row.group_id, []).append((row.id, said))
    return found


def tally(work: UnitOfWork, poll_id: int) -> dict[str, int]:
    """How many groups are open, accepted and explain; `opinions` and `waiting` (not compared yet) count opinions."""
    rows = work.conn.execute(
        select(opinion_groups.c.answer, func.count())
        .where(opinion_groups.c.poll_id == poll_id)
        .group_by(opinion_groups.c.answer)
    )
    by_answer: dict[str, int] = {answer: number for answer, number in rows}  # noqa: C416  # rows are not pairs to mypy
    said, compared = work.conn.execute(
        select(func.count(), func.count(opinions.c.group_id)).where(opinions.c.poll_id == poll_id)
    ).one()
    return {
        "open": by_answer.get("", 0), "accepted": by_answer.get("accepted", 0), "explain": by_answer.get("explain", 0),
        "opinions": said, "waiting": said - compared,
    }  # fmt: skip


def tags_of(work: UnitOfWork, poll_id: int) -> list[tuple[str, int]]:
    """The tags in use, with the number of groups for each."""
    rows = work.conn.execute(
        select(opinion_tags.c.tag, func.count())
        .where(opinion_tags.c.poll_id == poll_id)
        .group_by(opinion_tags.c.tag)
        .order_by(opinion_tags.c.tag)
    )
    return [(row[0], row[1]) for row in rows]


def group(work: UnitOfWork, poll_id: int, group_id: int) -> Group:
    """One group, without its tags. Raises NotFoundError."""
    row = work.conn.execute(_GROUP.where(opinion_groups.c.id == group_id, opinion_groups.c.poll_id == poll_id)).first()
    if row is None:
        raise NotFoundError("no such opinion")
    return _made(row)


def _made(row: Row[*tuple[Any, ...]], tags: tuple[str, ...] = ()) -> Group:
    return Group(**row._mapping, tags=tags)  # noqa: SLF001  # SQLAlchemy's public name for it
