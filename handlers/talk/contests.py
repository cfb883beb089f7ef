"""A law contest in a chat: what is open, the next question by the server's clock, what becomes of each answer."""

import random
from collections.abc import Sequence

from civics.days.calendar import day_of
from civics.registers import contests as law
from civics.registers.contests import Item
from core.message import Json, Outgoing
from dialogs.scripts.contest import NoContest, Played
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run
from storage.registers import contests, entries
from storage.registers.contests import Attempt, Put
from storage.registers.entries import Entry
from storage.ward import ward

_LABEL = 60  # characters
_OVER: Json = {"place": 0, "of": 0, "seconds": 0, "text": "", "options": [], "note": ""}


def offered(turn: Turn, _about: Json) -> Json:
    """The contests that are open, as id and name."""
    return [[str(each.id), each.title[:_LABEL]] for each in contests.open_now(turn.work)]


def entry(turn: Turn, about: Json) -> Json:
    """A contest as this person finds it: the round of today, whether they entered, how many attempts are left."""
    contest = entries.get(turn.work, int(str(about)), reader=None, name=contests.CONTEST)
    running = contests.round_on(turn.work, contest.id, day_of(turn.work.now)) if contest.state == "open" else None
    known: dict[str, Json] = {
        "round": 0, "title": contest.title, "about": str(contest.said.get("about", ""))[:600], "count": 0, "seconds": 0,
        "left": 0, "begun": False, "entered": False, "units": [], "why": "",
    }  # fmt: skip
    if running is None:
        return {**known, "why": "quiz.no_round"}
    player = contests.player_of(turn.work, contest.id, turn.resident.id)
    mine = contests.attempts(turn.work, player, running.id) if player is not None else []
    begun = any(each.done_at is None for each in mine)
    left = int(str(running.said["attempts"])) - len(mine)
    units: list[Json] = [[str(each.id), each.name] for each in ward.units_now(turn.work)]
    return {
        **known, "round": running.id, "count": int(str(running.said["questions"])),
        "seconds": int(str(running.said["seconds"])), "left": max(left, 0), "begun": begun,
        "entered": player is not None, "units": units, "why": "" if begun or left > 0 else "quiz.used_up",
    }  # fmt: skip


def begin(turn: Turn, about: Json) -> Json:
    """The attempt that goes on, or a new one; its id. 0 when none may begin any more."""
    given = about if isinstance(about, dict) else {}
    contest_id, round_id = int(str(given["contest"])), int(str(given["round"]))
    player = contests.player_of(turn.work, contest_id, turn.resident.id)
    if player is None:
        player = _enter(turn, contest_id, given)
    running = entries.get(turn.work, round_id, reader=None, name=contests.ROUND, lock=True)
    mine = contests.attempts(turn.work, player, round_id)
    going_on = next((each for each in mine if each.done_at is None), None)
    if going_on is not None:
        return going_on.id
    if len(mine) >= int(str(running.said["attempts"])):
        return 0
    bank = contests.bank(turn.work, str(running.said.get("document", "")))
    items = law.draw(bank, int(str(running.said["questions"])), random.SystemRandom())
    return contests.begin(turn.work, player, round_id, number=len(mine) + 1, items=items)


def _enter(turn: Turn, contest_id: int, given: dict[str, Json]) -> int:
    unit, name = str(given.get("unit", "0")), str(given.get("name", ""))
    known = {str(each.id): each.id for each in ward.units_now(turn.work)}
    return contests.enter(
        turn.work, contest_id, turn.resident.id, name=name, named=bool(name), unit_id=known.get(unit),
        guess=int(str(given.get("guess", 0))),
    )  # fmt: skip


def question(turn: Turn, about: Json) -> Json:
    """Keep the answer to the question before, and ask the next one. The first answer to a question stands."""
    given = about if isinstance(about, dict) else {}
    attempt_id = int(str(given.get("attempt", 0)))
    if not attempt_id:
        return _OVER
    attempt = contests.attempt(turn.work, attempt_id)
    running = entries.get(turn.work, attempt.round_id, reader=None, name=contests.ROUND)
    seconds = int(str(running.said["seconds"]))
    before = contests.asked(turn.work, attempt.id)
    note = _answer(turn, attempt, before, given.get("answered"), seconds=seconds)
    asked = contests.asked(turn.work, attempt.id)
    waits = next((each for each in asked if each.answered_at is None), None)
    if waits is not None and not law.in_time(waits.asked_at, turn.came_at, seconds):
        contests.answer(turn.work, attempt.id, waits.place, picked="", in_time=False, fast=False, at=turn.came_at)
        note, waits = note or "quiz.note_slept", None
    place = waits.place if waits is not None else len(asked) + 1
    if place > len(attempt.items):
        if attempt.done_at is None:
            contests.finish(turn.work, attempt.id)
        return _OVER
    item = attempt.items[place - 1]
    if waits is None:
        contests.put(turn.work, attempt.id, place, item.question_id)
    asks = contests.question(turn.work, item.question_id)
    return _shown(asks, item, place=place, of=len(attempt.items), seconds=seconds, note=note)


def _shown(entry: Entry, item: Item, *, place: int, of: int, seconds: int, note: str) -> Json:
    options: list[Json] = [
        [shown, str(entry.said.get(letter, ""))] for shown, letter in zip(law.LETTERS, item.order, strict=False)
    ]
    return {
        "place": place, "of": of, "seconds": seconds, "text": str(entry.said["name"]), "options": options, "note": note,
    }  # fmt: skip


def _answer(turn: Turn, attempt: Attempt, asked: Sequence[Put], answered: Json, *, seconds: int) -> str:
    """Keep an answer, if its question still waits for one; the key of what is to be said about it."""
    if not isinstance(answered, list):
        return ""
    place, shown = int(str(answered[0])), str(answered[1])
    put = next((each for each in asked if each.place == place), None)
    if put is None:
        return ""
    picked = attempt.items[place - 1].meant(shown)
    if put.answered_at is not None:
        return "" if put.picked == picked else "quiz.note_late" if not put.picked else "quiz.note_kept"
    at = max(turn.came_at, put.asked_at)
    in_time = law.in_time(put.asked_at, at, seconds)
    fast = law.too_fast(_letters(contests.question(turn.work, put.question_id)), at - put.asked_at)
    contests.answer(turn.work, attempt.id, place, picked=picked, in_time=in_time, fast=fast, at=at)
    return "" if in_time else "quiz.note_late"


def _letters(entry: Entry) -> int:
    return sum(len(str(entry.said.get(each, ""))) for each in ("name", *law.LETTERS))


def over(turn: Turn, run: Run, result: Played | NoContest) -> None:
    """The dialog is at its end: say the points, or why there is nothing to take part in."""
    if isinstance(result, Played):
        _played(turn, run, result)
    else:
        _nothing(turn, run, result)


def _played(turn: Turn, run: Run, result: Played) -> None:
    """Say how many answers were right. Which ones is published after the contest has closed."""
    runs.end(turn.work, run.id, "done")
    if not result.attempt:
        _nothing(turn, run, NoContest("quiz.used_up"))
        return
    attempt = contests.attempt(turn.work, result.attempt)
    running = entries.get(turn.work, attempt.round_id, reader=None)
    contest = entries.get(turn.work, running.parent_id or 0, reader=None)
    right, of = contests.points(turn.work, attempt.id)
    left = int(str(running.said["attempts"])) - attempt.number
    lines = [turn.words("quiz.played", right=right, of=of, title=contest.title)]
    if left > 0:
        lines.append(turn.words("quiz.played_left", left=left))
    turn.send(Outgoing("\n".join(lines), rows=menu_rows(turn)))


def _nothing(turn: Turn, run: Run, result: NoContest) -> None:
    """There is nothing to take part in now, and why."""
    runs.end(turn.work, run.id, "done")
    turn.say(result.why, *menu_rows(turn), link=f"{turn.ward.settings.public_url}/hoi-thi")
