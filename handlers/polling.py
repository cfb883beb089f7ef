"""Polls in the chat: what is open, a draft to be read, a ballot to be kept; never where it may not be taken."""

from core.errors import ConflictError, NotFoundError
from core.message import Json
from dialogs.poll import Ballot
from handlers.menus import menu_rows
from handlers.turn import Turn
from storage import ballots, poll_keys, polls, runs
from storage.ballots import Voter
from storage.runs import Run

_LABEL = 60  # characters


def offered(turn: Turn, _about: Json) -> Json:
    """The polls that take answers now, as key and title."""
    return [[each.key, each.title[:_LABEL]] for each in polls.open_now(turn.work)]


def draft(turn: Turn, about: Json) -> Json:
    """A draft as the dialog shows it: the plain-words line where there is one, else the text."""
    poll = polls.get(turn.work, str(about))
    asked = [each for each in polls.articles(turn.work, poll.id) if each.asked]
    return {
        "key": poll.key,
        "title": poll.title,
        "link": f"{turn.ward.settings.public_url}/gop-y/{poll.key}",
        "articles": [[each.code, each.title, each.plain or each.text] for each in asked],
    }


def is_over(turn: Turn, run: Run) -> bool:
    """Say so and end the run when the poll closed while it was being answered."""
    key = run.answers.get("which")
    if run.dialog != "poll" or not isinstance(key, str):
        return False
    try:
        if polls.get(turn.work, key).takes_answers(turn.work.now):
            return False
    except NotFoundError:
        pass
    _end(turn, run)
    turn.say("poll.closed", *menu_rows(turn))
    return True


def cast(turn: Turn, run: Run, ballot: Ballot) -> None:
    """Keep the ballot and give the receipt; nothing of the talk stays."""
    try:
        poll = polls.get(turn.work, ballot.poll)
        mark = poll_keys.mark(turn.ward.settings.files_dir, poll.key, turn.resident.id)
        voter = Voter(turn.resident.id, turn.chat.id, mark)
        receipt = ballots.cast(turn.work, poll, voter, choices=ballot.choices)
    except (ConflictError, NotFoundError):
        _end(turn, run)
        turn.say("poll.closed", *menu_rows(turn))
        return
    _end(turn, run)
    turn.say("poll.taken", *menu_rows(turn), title=poll.title, receipt=receipt)


def nothing(turn: Turn, run: Run) -> None:
    """Say that nothing is open."""
    _end(turn, run)
    turn.say("poll.none", *menu_rows(turn))


def _end(turn: Turn, run: Run) -> None:
    runs.end(turn.work, run.id, "dropped")  # the answers must not stay beside the chat
    ballots.forget_talk(turn.work, run.id, run_key=run.key, chat=turn.incoming.address.chat)
