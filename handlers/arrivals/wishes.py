"""What short words wish for, outside of a dialog or in the middle of one: how a case stands, a right, thanks."""

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
from storage.cases import cases

_SHORT = 60  # characters: more of them tell something that a case needs to hold
_SMALL = 300  # characters: more of them are no small talk, whatever they say
_LEAVES = {Command.CANCEL, Command.BACK, Command.SKIP, Command.DONE}


def case_of_code(turn: Turn) -> Answer:
    """The case whose code stands in the words; words that say more than a question are offered to it."""
    heard = _words(turn)
    if heard is None or not heard.code or turn.incoming.command:
        return None
    own = cases.by_code_for(turn.work, heard.code, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        if heard.wish not in (Wish.CODE, Wish.STATUS):
            return None  # a story that names a code is a story
        turn.say("status.not_yours", *menu_rows(turn), code=heard.code)
        return After.KEEP
    tells = heard.wish in (Wish.REPORT, Wish.OTHER)
    case_status.show(turn, (own,), tells=tells)
    return After.of(sealed=own.sealed)


def status(turn: Turn) -> Answer:
    """Who asks how it stands is shown their cases; who has none is told so."""
    heard = _words(turn)
    if heard is None or heard.wish is not Wish.STATUS:
        return None
    own = cases.open_of(turn.work, turn.resident.id, limit=5, sealed=turn.shows.sealed)
    own = own or cases.of_resident(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed)
    if not own:  # "when is the lamp of lane 12 mended" of somebody without a case tells of the lamp
        tells = len(turn.incoming.text) > _SHORT or bool(heard.unit or heard.place)
        return None if tells else _no_cases(turn)
    case_status.show(turn, tuple(own), tells=len(turn.incoming.text) > _SHORT)
    return After.of(sealed=any(each.sealed for each in own))


def _no_cases(turn: Turn) -> Answer:
    turn.say(
        "talk.no_cases", (turn.button("talk.menu_report", "menu.report"), turn.button("talk.menu_ask", "menu.ask"))
    )
    return After.KEEP


def right(turn: Turn) -> Answer:
    """A right that is asked for is done, or confirmed, at once; between two near ones the person is asked."""
    heard = _words(turn)
    if heard is None or heard.wish is not Wish.RIGHT or turn.ward.ear.command(turn.incoming) is not None:
        return None
    if heard.unsure:
        rights.between(turn, tuple(Right(each) for each in heard.unsure))
    else:
        rights.grant(turn, Right(heard.right))
    return After.KEEP


def small_talk(turn: Turn) -> Answer:
    """Thanks, a nod, a hello: a word back, and nothing is filed. A lone "hủy" behind a filing takes nothing back."""
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
    """Whether nothing is said but thanks, a nod or a hello."""
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
    """A command that has nothing to work on; "hủy" of somebody with a case may mean that case."""
    newest = cases.open_of(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed)
    if newest and takes_back:
        rights.grant(turn, Right.WITHDRAW)
    else:
        turn.say("talk.nothing_under_way", *menu_rows(turn))
    return After.KEEP


def _words(turn: Turn) -> Heard | None:
    """What the words mean; nothing when files or a place came with them, which belong somewhere."""
    incoming = turn.incoming
    return heard_of(turn) if incoming.text and not incoming.media and not incoming.point else None
