"""A complete consultation: answered, published, decided in a meeting, and its papers requested."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files as package_files
from typing import Any

from civics.polls.counting import Source, alike
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.opinions import Answered
from civics.polls.rules import BallotClass, PollKind
from civics.polls.sittings import WHOLE, Item, Method, Record
from civics.polls.ways import Before
from core.clock import in_vietnam
from storage.database.database import Database
from storage.database.outside import OutsideKeys
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.people import residents, staff
from storage.polls import ballots, opinion_answers, opinions, polls, publishing, sitting_steps, sittings
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls import tasks as poll_tasks
from storage.polls.ballots import Voter
from storage.polls.openings import Plan
from storage.polls.tasks import What
from storage.ward import ward

# days ago; long enough that nobody is informed about it at the start
_OPENED, _CLOSED, _PUBLISHED, _MET = 52, 22, 18, 15
_CHECKED = 6  # one in six answered in a web chat without a code
_Story = dict[str, Any]
_MakeChat = Callable[[UnitOfWork, str, str], Chat]


def hold(database: Database, keys: OutsideKeys, *, chat: _MakeChat) -> None:
    """Hold it, from the draft to the meeting."""
    told: _Story = json.loads(package_files("bot.demo").joinpath("closed.json").read_text("utf-8"))
    key = database.run(_open, told, keys)
    database.run(_answer, key, told, keys, chat)
    database.run(_close, key, told)
    poll_keys.destroy(keys, key)
    database.run(_meet, key, told)


def _then(work: UnitOfWork, days: int) -> UnitOfWork:
    return replace(work, now=work.now - timedelta(days=days))


def _staff(work: UnitOfWork, login: str) -> int:
    found = staff.for_login(work, login)
    assert found is not None
    return found[0].id


def _unit(work: UnitOfWork, told: _Story) -> int:
    return next(
        (each.id for each in ward.units_now(work) if each.code.lower() == told["unit"]), ward.units_now(work)[0].id
    )


def _open(work: UnitOfWork, told: _Story, keys: OutsideKeys) -> str:
    then, text = _then(work, _OPENED), "\n".join(told["draft"])
    by = _staff(work, "canbo")
    key = poll_drafts.add(then, told["title"], draft=parse(plain_paragraphs(text)), source=text, staff_id=by)
    plan = Plan(
        title=told["title"], kind=PollKind.QUY_UOC, units=(_unit(work, told),), opens_at=then.now,
        closes_at=_then(work, _CLOSED).now, posted_on=in_vietnam(then.now).date() - timedelta(days=32),
    )  # fmt: skip
    poll_openings.set_up(then, key, plan)
    poll_keys.make(keys, key)  # inside a body only here: no other process uses a new ward's database yet
    poll_openings.open_it(then, key, staff_id=by)
    return key


def _answer(work: UnitOfWork, key: str, told: _Story, keys: OutsideKeys, chat: _MakeChat) -> None:
    then, unit = _then(work, (_OPENED + _CLOSED) // 2), _unit(work, told)
    poll = polls.get(work, key)
    waiting = {code: list(words) for code, words in told["said"].items()}
    for number in range(told["people"]):
        where = chat(then, f"demo-closed-{number}", "vi")
        resident = residents.of_person(then, where, where.chat, name=f"Cư dân {number + 1}")
        residents.change(then, resident.id, unit_id=unit)
        choices = {
            code: _choice(number, at, shares, words=waiting.get(code, []))
            for at, (code, shares) in enumerate(told["lean"].items())
        }  # fmt: skip
        mark = poll_keys.mark(keys, key, resident.id)
        of = BallotClass.UNCHECKED if number % _CHECKED == 0 else BallotClass.CHECKED
        ballots.cast(then, poll, Voter(resident.id, where.id, mark, of=of), choices=choices)


def _choice(person: int, article: int, shares: list[int], *, words: list[str]) -> tuple[str, str]:
    """The answer of an invented person: always the same, in the proportions of `shares` (percent)."""
    at = (person * 61 + article * 29 + person * article * 7) % 100
    yes, no, other = shares
    if at < yes:
        return ("yes", "")
    if at < yes + no:
        return ("no", "")
    if at < yes + no + other and words:
        return ("other", words.pop(0))
    return ("blank", "")


def _close(work: UnitOfWork, key: str, told: _Story) -> None:
    ballots.close(_then(work, _CLOSED), key)
    poll, by = polls.get(work, key), _staff(work, "canbo")
    answered = _then(work, _PUBLISHED)
    said: dict[str, list[tuple[int, str]]] = {}
    for number, article, text in opinions.uncompared(work, poll.id):
        said.setdefault(article, []).append((number, text))
    opinions.gather(answered, poll.id, [ids for several in said.values() for ids in alike(several)])
    task = poll_tasks.claim(answered)
    assert task is not None
    poll_tasks.end(answered, task.id, poll_tasks.DONE)
    for group in opinions.every(work, poll.id):
        kind, reply, *tags = next((rest for words, *rest in told["answers"] if words in group.text), told["otherwise"])
        how = Answered(kind)
        opinion_answers.answer(
            answered, key, group.id, answered=how, reply=reply, tags="".join(tags), text=group.text, staff_id=by
        )  # fmt: skip
    publishing.publish(answered, key, staff_id=by)


def _before(held_on: date, place: str) -> Before:
    """The steps before the meeting, in time (NĐ 59/2023 Điều 3.3, 3.4)."""
    told = held_on - timedelta(days=3)
    return Before(held_on=held_on, time="19:30", place=place, notice_on=told, documents_on=told)


def _meet(work: UnitOfWork, key: str, told: _Story) -> None:
    """Two members of staff type in the meeting and agree. Then the papers are requested, which the service makes."""
    then, met = _then(work, _MET - 1), told["meeting"]
    poll = polls.get(work, key)
    first, second = _staff(work, "canbo"), _staff(work, "diachinh")
    made = sittings.add(
        then, key, source=Source.MEETING, unit_id=_unit(work, told), clause="15.3", staff_id=first
    )  # fmt: skip
    total = sittings.roll(work, sittings.get(work, poll.id, made)) or met["households"]
    present = total * 2 // 3
    yes, no = present * 9 // 10, present // 20
    valid = present - 1
    item = Item(WHOLE, yes, no, given=present, collected=present, valid=valid, invalid=1, other=valid - yes - no)
    day = in_vietnam(_then(work, _MET).now).date()
    record = Record(
        day.isoformat(), met["place"], Method.BALLOTS, total, present, met["chair"],
        met["secretary"], tuple(met["board"]), tuple(met["witnesses"]), (item,),
    )  # fmt: skip
    sitting_steps.prepare(then, key, made, _before(day, met["place"]), staff_id=first)
    for by in (first, second):
        sittings.enter(then, key, made, record, staff_id=by)
    for what in (What.SUMMARY, What.TABLE):
        poll_tasks.want(work, poll.id, what, staff_id=first)
    for what in (What.COUNT, What.MINUTES, What.REQUEST):
        poll_tasks.want(work, poll.id, what, sitting_id=made, staff_id=first)
