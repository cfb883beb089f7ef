"""Reads the values for the papers of a consultation from the store, in one transaction."""

from civics.polls import sittings as law
from civics.polls.counting import Majority, Source, majority
from civics.polls.rules import CountedBy
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.message import MediaKind
from papers.followed import followed, online
from papers.values import Figures, Held, Matter, Opinion, Part, Ratio, Spoken, Values
from storage.database.unit import UnitOfWork
from storage.media.file_rows import KEPT
from storage.polls import forms, opinion_files, opinions, polls, sittings
from storage.polls import results as poll_results
from storage.polls.opinions import Said
from storage.polls.polls import Poll
from storage.polls.sittings import Sitting
from storage.polls.tasks import Task
from storage.ward import ward

VOICES = (MediaKind.VOICE.value, MediaKind.AUDIO.value)


def gather(work: UnitOfWork, task: Task, *, ward_name: str) -> Values:
    """The values for a paper now. Raises NotFoundError before the close, and for a sitting without agreement."""
    poll = polls.get(work, task.key)
    result = poll_results.of(work, poll)
    if result is None:
        raise NotFoundError("it is not closed")
    units = {each.id: each for each in ward.units_now(work)}
    names = {number: each.name for number, each in units.items()}
    held = tuple(
        _of_sitting(each, units, titles={line.article.code: line.article.title for line in result.lines})
        for each in sittings.of(work, poll.id)
        if each.agreed is not None and task.sitting_id in (0, each.id)
    )
    if task.sitting_id and not held:
        raise NotFoundError("nobody agreed on it yet")
    return Values(
        ward=ward_name, made_on=in_vietnam(work.now).date().isoformat(), key=poll.key, title=poll.title,
        kind=poll.kind.value, basis=poll.law.basis, vote=poll.law.vote,
        opened=_moment(poll, "opens_at"), closed=_moment(poll, "closes_at"),
        posted_on=poll.posted_on.isoformat() if poll.posted_on else "", counted_by=poll.counted_by.value,
        secrecy=poll.secrecy.value, fingerprint=poll.fingerprint, ballots=result.ballots,
        households=result.households, figures=tuple(_figures(poll, result, each) for each in result.lines),
        turnout=tuple(Part(names.get(each.unit_id or 0, ""), each.took_part, each.households, each.apart)
                      for each in result.turnout),
        opinions=_opinions(work, poll.id), held=held,
        apart=_apart(poll, result), figures_apart=_figures_apart(result), followed=followed(poll),
        closed_on=in_vietnam(poll.closes_at).date().isoformat() if poll.closes_at else "",
        compared=tuple(forms.compared(work)), **online(work, poll),
    )  # fmt: skip


def _moment(poll: Poll, name: str) -> str:
    at = getattr(poll, name)
    return f"{in_vietnam(at):%H:%M ngày %d/%m/%Y}" if at else ""


def _apart(poll: Poll, result: poll_results.Result) -> int | None:
    if result.apart is not None:
        return result.apart.ballots
    return 0 if poll.counted_by is CountedBy.HOUSEHOLD else None


def _figures_apart(result: poll_results.Result) -> tuple[Figures, ...]:
    """The unchecked ballots, unless there are so few that they could identify a person."""
    if result.apart is None or result.apart.hidden:
        return ()
    return tuple(
        Figures(each.article.code, each.article.title, "", each.yes, each.no, each.other, each.blank)
        for each in result.apart.lines
    )


def _figures(poll: Poll, result: poll_results.Result, line: poll_results.Line) -> Figures:
    article = line.article
    return Figures(
        article.code, article.title, article.text, line.yes, line.no, line.other, line.blank,
        of_majority(voted(poll, result, line)),
    )  # fmt: skip


def voted(poll: Poll, result: poll_results.Result, line: poll_results.Line) -> Majority | None:
    """The majority of an online vote on an article, against all households. None for opinions, and without a roll."""
    if not poll.law.vote or not result.households:
        return None
    return majority(line.yes, result.households, clause=poll.law.clause, source=Source.ONLINE_VOTE)


def of_majority(found: Majority | None) -> Ratio | None:
    """A majority in the form for papers."""
    if found is None:
        return None
    return Ratio(found.yes, found.total, found.least, found.reached, found.article)


def _of_sitting(sitting: Sitting, units: dict[int, ward.Unit], *, titles: dict[str, str]) -> Held:
    record = sitting.agreed
    assert record is not None
    quorum = law.quorum(record, clause=sitting.clause, source=sitting.source)
    matters = tuple(
        Matter(
            titles.get(each.item.code, ""), each.item.yes, each.item.no, each.item.given, each.item.collected,
            each.item.valid, each.item.invalid, of_majority(each.majority), each.item.other,
        )
        for each in law.decisions(record, clause=sitting.clause, source=sitting.source)
    )  # fmt: skip
    unit = units.get(sitting.unit_id or 0)
    return Held(
        sitting.source.value, unit.name if unit else "", sitting.clause, record.held_on, record.place,
        record.method.value, record.households, record.present, record.chair, record.secretary, record.board,
        record.witnesses, quorum.least if quorum else None, quorum.article if quorum else "", matters,
        unit.kind if unit else "to_dan_pho",
    )  # fmt: skip


def _opinions(work: UnitOfWork, poll_id: int) -> tuple[Opinion, ...]:
    groups = opinions.every(work, poll_id)
    found = opinions.members(work, [each.id for each in groups], limit=opinions.EVERY) if groups else {}
    files = opinion_files.of(work, poll_id)

    def spoken(said: Said) -> Spoken:
        kinds = [files[each].kind for each in said.files if each in files and files[each].state == KEPT]
        voices = sum(each in VOICES for each in kinds)
        return Spoken(said.text, voices, len(kinds) - voices)

    return tuple(
        Opinion(each.article, each.text, each.size, each.answer, each.reply, each.tags,
                tuple(spoken(said) for _, said in found.get(each.id, [])), each.apart)
        for each in groups
    )  # fmt: skip
