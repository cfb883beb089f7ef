"""Questions for a dialogue in a chat: what was asked, to join it or to ask another."""

from civics.days.calendar import day_of
from core.errors import NotFoundError
from core.message import Json
from dialogs.scripts.forum import Joined, NewQuestion, NoForum
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run
from storage.registers import forum

_SHOWN, _LABEL = 8, 100


def offered(turn: Turn, _about: Json) -> Json:
    """The next dialogue that is announced, with the questions that most people ask."""
    day = forum.next_day(turn.work, day_of(turn.work.now))
    if day is None:
        return {"day": 0, "title": "", "questions": []}
    open_ones = [each for each in forum.listed(turn.work, day.id) if each.state == "listed"]
    rows: list[Json] = [[str(each.id), each.title[:_LABEL]] for each in open_ones[:_SHOWN]]
    weekday = turn.words(f"saying.weekday_{day.on_day.weekday()}")
    return {"day": day.id, "title": f"{day.title}, {weekday} {day.on_day:%d/%m/%Y}", "questions": rows}


def over(turn: Turn, run: Run, result: Joined | NewQuestion | NoForum) -> None:
    """Write down what was asked, and say so."""
    runs.end(turn.work, run.id, "done")
    match result:
        case Joined():
            try:
                found = forum.join(turn.work, result.question, resident_id=turn.resident.id)
            except NotFoundError:
                _none(turn)
                return
            turn.say("forum.joined", *menu_rows(turn), count=found.said.get("backers", 1))
        case NewQuestion():
            forum.ask(turn.work, result.day, result.text, resident_id=turn.resident.id)
            turn.say("forum.asked", *menu_rows(turn))
        case NoForum():
            _none(turn)


def _none(turn: Turn) -> None:
    turn.say("forum.none", *menu_rows(turn), link=f"{turn.ward.settings.public_url}/tiep-dan")
