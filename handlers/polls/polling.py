"""Polls in the chat: which are open, the text of a draft, the ballot. A ballot is never taken where it may not be."""

import json
from collections.abc import Mapping
from dataclasses import replace

from civics.polls.rules import BallotClass, CountedBy, PollState, Secrecy
from core.errors import ConflictError, NotFoundError
from core.message import Json, Outgoing, to_json
from dialogs.engine.script import Asking, given
from dialogs.engine.tongue import Tongue
from dialogs.scripts.poll import SHOWN, Ballot, Review, words_of
from handlers.polls import voters
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.database.outside import KeyGoneError
from storage.media import attachments
from storage.messages import runs
from storage.messages.runs import Run
from storage.polls import ballots, key_care, opinion_files, polls
from storage.polls import keys as poll_keys
from storage.polls.ballots import AnsweredError
from storage.polls.polls import Article, Poll

_LABEL = 60  # characters
_ROOM = 4000  # bytes: more than any question needs that shows one article


def offered(turn: Turn, _about: Json) -> Json:
    """The polls that this person may answer here and now, as key and title."""
    return [[each.poll.key, each.poll.title[:_LABEL]] for each in voters.seats(turn) if each.open]


def tell_what_bars(turn: Turn) -> bool:
    """Say which open polls can't be answered here, or not by this person, and what to do.

    Gives whether anything was said.
    """
    told = False
    if any(not voters.is_taken_here(turn, each) for each in polls.open_now(turn.work)):
        turn.say("poll.to_web", chat=turn.ward.web_chat)
        told = True
    for bar, title in voters.bars(voters.seats(turn)).items():
        turn.say(f"voting.bar.{bar}", title=title)
        told = True
    return told


def draft(turn: Turn, about: Json) -> Json:
    """A draft as the dialog shows it: its line in plain words where there is one, otherwise the text."""
    poll = polls.get(turn.work, str(about))
    place = voters.seat(turn, poll)
    asked = [each for each in polls.articles(turn.work, poll.id) if each.stands]
    return {
        "key": poll.key,
        "title": poll.title,
        "link": f"{turn.ward.settings.public_url}/gop-y/{poll.key}",
        "articles": [[each.code, each.title, each.plain or each.text] for each in asked],
        "named": poll.secrecy is Secrecy.NAMED,
        "once": not poll.changeable,
        "full": {each.code: each.text for each in asked if each.plain or len(each.text) > SHOWN},
        "vote": poll.law.vote,
        "household": place.household.code if place.household else "",
        "before": place.before and place.household is not None,
        "by_label": True,
        "apart": voters.class_here(turn, poll) is BallotClass.UNCHECKED,
    }


def ring(turn: Turn, run: Run, answers: Mapping[str, Json]) -> str | None:
    """The ring that seals this run: the consultation's, once it is known, if it is secret; otherwise "".

    None when that key is not here.
    """
    key = answers.get("which") if run.dialog == "poll" else None
    if not isinstance(key, str):
        return ""
    try:
        if polls.get(turn.work, key).secrecy is not Secrecy.SECRET:
            return ""
        turn.work.seal.keys.get(poll_keys.ring(key))
    except NotFoundError:
        return ""
    except KeyGoneError:
        return None
    return poll_keys.ring(key)


def room(outgoing: Outgoing, standing: Asking, tongue: Tongue) -> int:
    """The bytes of each message in a secret ballot's run. The number is the same, whatever was chosen before."""
    question = standing.question
    text = question.longest(tongue) if isinstance(question, Review) else ""
    return max(_ROOM, len(json.dumps(to_json(replace(outgoing, text=text)), ensure_ascii=False).encode()))


def wait_for_key(turn: Turn, run: Run, key: str) -> None:
    """Put aside a run that cannot be kept in secret now, with its answers so far."""
    if _lacks_key(turn, key):
        _keep_for_later(turn, run, key)
        return
    runs.end(turn.work, run.id, "left")
    _say_over(turn, key)


def is_over(turn: Turn, run: Run) -> bool:
    """Say so and end the run when the poll closed or was cancelled while the person was answering.

    A run that can't be read, because its key is not here, is put aside.
    """
    if run.locked:
        running = (each.key for each in polls.open_now(turn.work))
        wait_for_key(turn, run, next((each for each in running if poll_keys.ring(each) == run.ring), ""))
        return True
    key = run.answers.get("which")
    if run.dialog != "poll" or not isinstance(key, str):
        return False
    try:
        if polls.get(turn.work, key).takes_answers(turn.work.now):
            return False
    except NotFoundError:
        pass
    _end(turn, run)
    _say_over(turn, key)
    return True


def without_withdrawn(turn: Turn, run: Run) -> tuple[Run, bool]:
    """The run without an article that was withdrawn meanwhile. That is said once; places and answers stay.

    True when that article was the present question: then the message answers nothing any more.
    """
    shown = _shown(run)
    key = str(shown.get("key"))
    rows = [row for row in _list(shown.get("articles")) if isinstance(row, list)]
    gone = {each.code: each for each in _withdrawn(turn, key)} if rows else {}
    news = [row for row in rows if len(row) < 4 and str(row[0]) in gone]
    if not news:
        return run, False
    marked: list[Json] = [[*row, True] if row in news else row for row in rows]
    answers = {**run.answers, "draft": given({**shown, "articles": marked}, about=key)}
    runs.answered(turn.work, run, answers, asked=run.asked, sealed=run.sealed, state=run.state)
    titles = "; ".join(gone[str(row[0])].title[:_LABEL] for row in news)
    turn.say("poll.withdrawn", titles=titles)
    lost = {f"{kind}.{row[0]}" for row in news for kind in ("a", "o")}
    return replace(run, answers=answers), run.asked in lost


def _shown(run: Run) -> dict[str, Json]:
    """The draft as the run has shown it; empty for a run of another dialog, and before a draft was chosen."""
    kept = run.answers.get("draft")
    found = kept.get("found") if run.dialog == "poll" and isinstance(kept, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _withdrawn(turn: Turn, key: str) -> list[Article]:
    try:
        poll = polls.get(turn.work, key)
    except NotFoundError:
        return []
    return [each for each in polls.articles(turn.work, poll.id) if each.withdrawn_at is not None]


def cast(turn: Turn, run: Run, ballot: Ballot) -> None:
    """Keep the ballot and give the receipt. Nothing of the run stays."""
    try:
        poll, receipt = _kept(turn, run, ballot)
    except AnsweredError:
        _end(turn, run)
        by_household = polls.get(turn.work, ballot.poll).counted_by is CountedBy.HOUSEHOLD
        turn.say("voting.household_answered" if by_household else "poll.answered", *menu_rows(turn))
        return
    except (ConflictError, NotFoundError):
        if _lacks_key(turn, ballot.poll):
            _keep_for_later(turn, run, ballot.poll)
            return
        _end(turn, run)
        _say_over(turn, ballot.poll)
        return
    _end(turn, run)
    words = words_of(vote=poll.law.vote)
    how = turn.words(f"{words}.kept_named" if poll.secrecy is Secrecy.NAMED else f"{words}.kept_secret")
    whose = "voting" if poll.counted_by is CountedBy.HOUSEHOLD else words
    again = turn.words(f"{whose}.may_change" if poll.changeable else f"{whose}.may_not_change")
    turn.say(f"{words}.taken", *menu_rows(turn), title=poll.title, receipt=receipt, how=how, again=again)


def _lacks_key(turn: Turn, key: str) -> bool:
    """Whether it is open but its key is not on this machine: after a restore, or where machines share no folder."""
    try:
        running = polls.get(turn.work, key).takes_answers(turn.work.now)
    except NotFoundError:
        return False
    return running and not key_care.has(turn.work.seal.keys, key)


def _keep_for_later(turn: Turn, run: Run, key: str) -> None:
    """Keep all that was answered: the run waits until the person says "tiếp tục", and the admins are told."""
    runs.end(turn.work, run.id, "left")
    key_care.sound(turn.work, key)
    turn.say("poll.no_key", *menu_rows(turn), title=polls.get(turn.work, key).title)


def _kept(turn: Turn, run: Run, ballot: Ballot) -> tuple[Poll, str]:
    """The poll and the receipt. Raises NotFoundError, ConflictError, AnsweredError."""
    poll = polls.get(turn.work, ballot.poll)
    files = opinion_files.find(turn.work, run.id, ballot.files)
    return poll, ballots.cast(turn.work, poll, voters.voter(turn, poll), choices=ballot.choices, files=files)


def nothing(turn: Turn, run: Run) -> None:
    """Say that nothing is open, or that this person has answered all that is open."""
    _end(turn, run)
    done = [each for each in voters.seats(turn) if each.done and not each.bar]
    if any(each.household for each in done):
        turn.say("voting.household_answered", *menu_rows(turn))
    else:
        turn.say("poll.answered" if done else "poll.none", *menu_rows(turn))


def _say_over(turn: Turn, key: str) -> None:
    try:
        poll = polls.get(turn.work, key)
    except NotFoundError:
        turn.say("poll.closed", *menu_rows(turn))
        return
    if poll.state is PollState.CANCELLED:
        turn.say("poll.cancelled", *menu_rows(turn), title=poll.title, why=poll.cancelled_why)
    elif _lacks_key(turn, key):
        key_care.sound(turn.work, key)
        turn.say("voting.bar.no_key", *menu_rows(turn), title=poll.title)
    else:
        turn.say("poll.closed", *menu_rows(turn))


def _end(turn: Turn, run: Run) -> None:
    runs.end(turn.work, run.id, "dropped")  # the answers must not stay beside the chat
    attachments.drop_run(turn.work, run.id)  # files that were sent but belong to no opinion
    ballots.forget_talk(turn.work, run.id, run_key=run.key, chat=turn.incoming.address.chat)
