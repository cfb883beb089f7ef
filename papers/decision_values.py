"""The values of a decision of the community for its papers. These papers are small and made while the request waits."""

from datetime import date

from civics.polls.community import Facts as Recorded
from civics.polls.decided import outcome
from civics.polls.elections import ELECTION, Step, last_days
from civics.polls.sittings import WHOLE
from civics.polls.ways import Before
from core.clock import in_vietnam
from core.errors import NotFoundError
from papers.community import Facts
from papers.gathering import of_majority
from papers.parts import Say, dated, day, number
from papers.values import Held, Matter, Values
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.polls import forms, sittings
from storage.polls.decisions import Decision, Kept
from storage.polls.sittings import Sitting
from storage.ward import ward
from storage.ward.ward import Unit

_ELECTION = {Step.PLAN: "plan_by", Step.CANDIDATES: "sent_by", Step.TEAM: "team_by", Step.POSTED: "posted_by"}


def values(work: UnitOfWork, decision: Decision, kept: Kept, *, ward_name: str) -> Values:
    """The values for the count and the minutes. Raises NotFoundError before two people agreed."""
    record, found = kept.vote.agreed, outcome(kept.vote, clause=decision.clause)
    if record is None or found is None:
        raise NotFoundError("nobody agreed on it yet")
    unit = ward.unit(work, kept.vote.unit_id)
    item = record.items[0]
    matter = Matter(
        "",
        item.yes,
        item.no,
        item.given,
        item.collected,
        item.valid,
        item.invalid,
        of_majority(found.majority),
        item.other,
    )
    held = Held(
        kept.vote.source.value, unit.name, decision.clause, record.held_on, record.place, record.method.value,
        record.households, record.present, record.chair, record.secretary, record.board, record.witnesses,
        found.quorum.least if found.quorum else None, found.quorum.article if found.quorum else "", (matter,),
        unit.kind, decision.ward_wide,
    )  # fmt: skip
    assert item.code == WHOLE
    return Values(
        ward=ward_name, made_on=in_vietnam(work.now).date().isoformat(), key=decision.key, title=decision.title,
        kind="decision", basis="", vote=False, opened="", closed="", posted_on="", counted_by="household",
        secrecy="named", fingerprint="", ballots=0, households=record.households, figures=(), turnout=(), opinions=(),
        held=(held,), apart=0, compared=tuple(forms.compared(work)),
    )  # fmt: skip


def facts(work: UnitOfWork, decision: Decision, kept: Kept | None, unit_id: int, *, ward_name: str, say: Say) -> Facts:
    """The values for the papers before and after a group's vote. A value that nobody recorded is left out."""
    unit = ward.unit(work, unit_id)
    before = kept.vote.before if kept else None
    fields = _fields(decision.facts, before, decision.clause, count=households.count(work, (unit_id,)), say=say)
    return _facts(work, unit, decision.title, fields, ward_name=ward_name)


def of_sitting(work: UnitOfWork, title: str, sitting: Sitting, unit_id: int, *, ward_name: str, say: Say) -> Facts:
    """The same for a meeting or ballots inside a consultation on a quy ước."""
    count = sittings.roll(work, sitting) or households.count(work, (unit_id,))
    fields = _fields(sitting.facts, sitting.before, sitting.clause, count=count, say=say)
    return _facts(work, ward.unit(work, unit_id), title, fields, ward_name=ward_name)


def _facts(work: UnitOfWork, unit: Unit, title: str, fields: dict[str, str], *, ward_name: str) -> Facts:
    made_on = in_vietnam(work.now).date().isoformat()
    return Facts(ward_name, unit.name, unit.kind, made_on, title, fields, frozenset(forms.compared(work)))


def _fields(recorded: Recorded, before: Before | None, clause: str, *, count: int, say: Say) -> dict[str, str]:
    def told(on: date | None) -> str:
        return day(on.isoformat(), say) if on else ""

    found = {"who": say("papers.line.households", count=number(count)) if count else ""}
    if recorded.refused_why:
        found["reason"] = recorded.refused_why
    if before is None:
        return found
    held = dated(before.held_on, say) if before.held_on else ""
    found |= {
        "when": " ".join(part for part in (before.time, held) if part), "place": before.place,
        "agenda": before.agenda, "team": "\n".join(before.team), "handed_on": told(before.handed_on),
        "due_on": told(before.due_on), "until": told(before.due_on), "notice_on": told(before.notice_on),
    }  # fmt: skip
    if before.held_on is not None and clause == ELECTION:
        found |= {_ELECTION[step]: told(by) for step, by in last_days(before.held_on).items()}
    return found
