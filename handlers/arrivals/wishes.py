"""What short words ask for, outside of a dialog or in the middle of one: the state of a case, a right, or nothing."""

from civics.cases.codes import parse_slip, year_before
from civics.hearing.hear import Heard
from civics.hearing.rights import Right
from civics.hearing.wishes import Wish
from dialogs.engine import menu
from dialogs.engine.ear import Command, plain
from dialogs.scripts.small_words import adds_nothing
from handlers.arrivals import rights
from handlers.arrivals import status as case_status
from handlers.replies.after import After, Answer
from handlers.replies.listening import heard_of
from handlers.replies.menus import chips, menu_rows
from handlers.replies.turn import Turn
from handlers.talk import asking, talk
from storage.cases import cases
from storage.messages import runs

_SHORT = 60  # characters: a longer text tells something that a case should hold
_SMALL = 300  # characters: a longer text is no small talk, whatever it says
_LEAVES = {Command.CANCEL, Command.BACK, Command.SKIP, Command.DONE}


def case_of_code(turn: Turn) -> Answer:
    """The case whose code is in the words. Words that say more than a question are offered to it."""
    heard = _words(turn)
    if heard is None or not heard.code or turn.incoming.command:
        return None
    own = _own(turn, heard.code)
    if own is None:
        if heard.wish not in (Wish.CODE, Wish.STATUS):
            return None  # a story that names a code is still a story
        turn.say("status.not_yours", *menu_rows(turn), code=heard.code)
        return After.KEEP
    tells = heard.wish in (Wish.REPORT, Wish.OTHER)
    case_status.show(turn, (own,), tells=tells)
    return After.of(sealed=own.sealed)


def _own(turn: Turn, code: str) -> cases.Own | None:
    """The person's own case with that code, or with the same number of the year before."""
    codes = (code,) if parse_slip(code) else (code, year_before(code))
    found = (cases.by_code_for(turn.work, each, turn.resident.id, sealed=turn.shows.sealed) for each in codes)
    return next((each for each in found if each is not None), None)


def status(turn: Turn) -> Answer:
    """Show their cases to a person who asks for the state. A person without a case is told so."""
    heard = _words(turn)
    if heard is None or heard.wish is not Wish.STATUS:
        return None
    own = cases.open_of(turn.work, turn.resident.id, limit=5, sealed=turn.shows.sealed)
    own = own or cases.of_resident(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed)
    if not own:  # somebody without a case who asks when the lamp of lane 12 will be mended speaks of the lamp
        tells = len(turn.incoming.text) > _SHORT or bool(heard.unit or heard.place)
        return None if tells else _no_cases(turn)
    case_status.show(turn, tuple(own), tells=len(turn.incoming.text) > _SHORT)
    return After.of(sealed=any(each.sealed for each in own))


def _no_cases(turn: Turn) -> Answer:
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is not None and run.dialog in asking.DRAFTS:
        turn.say("status.not_sent")
        talk.ask_again(turn)
        return After.KEEP
    turn.say(
        "talk.no_cases", (turn.button("talk.menu_report", "menu.report"), turn.button("talk.menu_ask", "menu.ask"))
    )
    return After.KEEP


def right(turn: Turn) -> Answer:
    """Do or confirm at once a right that is asked for. Between two similar rights, ask which one is meant."""
    heard = _words(turn)
    if heard is None or heard.wish is not Wish.RIGHT or turn.ward.ear.command(turn.incoming) is not None:
        return None
    if heard.unsure:
        rights.between(turn, tuple(Right(each) for each in heard.unsure))
    else:
        rights.grant(turn, Right(heard.right))
    return After.KEEP


def small_talk(turn: Turn) -> Answer:
    """Thanks, a nod or a greeting gets a short answer; nothing is filed. "Hủy" alone after a filing undoes nothing."""
    command = turn.ward.ear.command(turn.incoming)
    if command in _LEAVES and not turn.incoming.media:
        return _nothing_under_way(turn, takes_back=command is Command.CANCEL)
    if not is_small_talk(turn):
        return None
    if menu.is_greeting(turn.ward.words, turn.incoming.text) and not _is_nod(turn):
        turn.say("talk.menu", *menu_rows(turn))
    else:
        turn.say("talk.thanks", *chips(turn))
    return After.KEEP


def is_small_talk(turn: Turn) -> bool:
    """Whether the words are only thanks, a nod or a greeting."""
    incoming, words = turn.incoming, turn.ward.words
    if incoming.media or incoming.point or not incoming.text or len(incoming.text) > _SMALL:
        return False
    heard = heard_of(turn)
    listened = heard.wish in (Wish.THANKS, Wish.GREETING) and len(incoming.text) <= _SHORT
    listened = listened or (heard.wish is Wish.OTHER and bool(plain(incoming.text)) and adds_nothing(incoming.text))
    return menu.is_thanks(words, incoming.text) or menu.is_greeting(words, incoming.text) or listened


def _is_nod(turn: Turn) -> bool:
    return heard_of(turn).wish in (Wish.THANKS, Wish.OTHER)


def _nothing_under_way(turn: Turn, *, takes_back: bool) -> Answer:
    """A command without a dialog to work on. "Hủy" from somebody with a case may mean that case."""
    newest = cases.open_of(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed)
    if newest and takes_back:
        rights.grant(turn, Right.WITHDRAW)
    else:
        turn.say("talk.nothing_under_way", *menu_rows(turn))
    return After.KEEP


def _words(turn: Turn) -> Heard | None:
    """What the words mean; nothing when files or a place came with them, because those belong to other steps."""
    incoming = turn.incoming
    return heard_of(turn) if incoming.text and not incoming.media and not incoming.point else None
