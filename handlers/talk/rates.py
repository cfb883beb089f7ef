"""Ratings of the official channels in a chat. What was said is counted, and nowhere joined to the person."""

from core.errors import NotFoundError
from core.message import Json
from dialogs.scripts.rate import NoChannel, RatedChannel
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run
from storage.registers import channel_rates

_SHOWN, _LABEL = 8, 60


def offered(turn: Turn, _about: Json) -> Json:
    """The channels that this person has not rated in this year; why there is none."""
    some = channel_rates.open_to(turn.work, turn.resident.id)
    rows: list[Json] = [[str(each.id), each.title[:_LABEL]] for each in some[:_SHOWN]]
    return {"channels": rows, "why": "rate.all_rated" if channel_rates.in_use(turn.work) else "channels.none"}


def over(turn: Turn, run: Run, result: RatedChannel | NoChannel) -> None:
    """Count it. The run keeps no answers: nobody finds there what somebody said."""
    runs.end(turn.work, run.id, "dropped")
    if isinstance(result, NoChannel):
        turn.say(result.why, *menu_rows(turn))
        return
    try:
        new = channel_rates.rate(turn.work, result.channel, result.stars, resident_id=turn.resident.id)
    except NotFoundError:
        turn.say("channels.none", *menu_rows(turn))
        return
    link = f"{turn.ward.settings.public_url}/kenh-chinh-thuc"
    turn.say("rate.thanks" if new else "rate.all_rated", *menu_rows(turn), link=link)
