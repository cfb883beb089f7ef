"""Buttons: one table says which function answers which button. An old button never changes anything by itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from civics.cases.emergencies import QUIET
from civics.hearing.rights import Right
from core.press import Press, read
from core.words import LANGUAGES
from handlers.arrivals import (
    answer_cards,
    bulletin_replies,
    commands,
    danger,
    feedback,
    groups,
    photo_places,
    questions,
    rights,
    staff_group,
    staff_notices,
    status,
    visits,
)
from handlers.bulletins import subscribing
from handlers.cases import cards, consenting, followers, staff_cards
from handlers.people import claiming, consents, erasing
from handlers.registers import reception
from handlers.replies.after import After
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.staff import telling
from handlers.talk import talk
from storage.cases import cases
from storage.cases.cases import Own
from storage.messages import chats


@dataclass(frozen=True, slots=True)
class Button:
    """Who answers a button. `takes`: the arguments that it may carry; with other arguments it counts as an old one."""

    do: Callable[[Turn, Press], None]
    takes: re.Pattern[str]
    in_groups: bool = False
    after: After = After.KEEP


def handle(turn: Turn) -> After:
    """Answer a press. Gives what happens to its raw payload."""
    press = read(turn.incoming.press)
    button = button_of(press)
    if not turn.chat.private and (button is None or not button.in_groups):
        turn.toast("talk.old_button")
        return After.KEEP
    if button is None:
        return talk.pressed(turn)  # a button of a dialog's question, or one that we do not know
    button.do(turn, press)
    return button.after


def button_of(press: Press) -> Button | None:
    """Who answers a press; None for a button of a dialog, and for one that we do not know."""
    found = _BY_VERB.get(press.verb)
    return found if found is not None and found.takes.fullmatch(".".join(press.args)) else None


def _of_case(turn: Turn, press: Press) -> None:
    """A button under a case's card. In a group a case is neither opened nor left."""
    own = _own(turn, press)
    if own is None or not turn.chat.private:
        turn.only_toast("talk.not_yours")
        return
    turn.toast()
    if press.args[0] == cards.OPEN:
        cards.open_one(turn, own.id)
    else:
        chats.open_case(turn.work, turn.chat.id, None)
        turn.say("talk.case_left", *menu_rows(turn), code=own.code)


def _of_answer(turn: Turn, press: Press) -> None:
    """ "Xong" or "chưa" under an answer. In a group only the author of the case may press it."""
    own = _own(turn, press)
    if own is None:
        turn.only_toast("talk.not_yours")
    else:
        feedback.pressed(turn, own, done=press.is_yes)


def _own(turn: Turn, press: Press) -> Own | None:
    return cases.own(turn.work, press.number, turn.resident.id, sealed=turn.shows.sealed)


_WORD = re.compile("yes|no")
_OF_DANGER = re.compile(rf"place|safe|more\.({'|'.join(sorted(QUIET))})")
_BY_VERB: Mapping[str, Button] = {
    groups.FILE: Button(groups.pressed, re.compile(r"(yes|no)\.[\w-]+"), in_groups=True),
    bulletin_replies.BULLETIN: Button(bulletin_replies.pressed, re.compile(r"\d{1,18}(\..*)?"), in_groups=True),
    cards.CASE: Button(_of_case, re.compile(r"(open|leave)\.-?\d{1,18}"), in_groups=True),
    cards.DONE: Button(_of_answer, re.compile(r"(yes|no)\.-?\d{1,18}"), in_groups=True),
    erasing.ERASE: Button(erasing.pressed, re.compile(r"(yes|no)(\.\d{0,18})?"), after=After.FORGET),
    subscribing.TOPIC: Button(subscribing.pressed, re.compile(r"[^.]+\.(yes|no)")),
    consents.VOICE: Button(consents.pressed, _WORD),
    consents.PHONE: Button(consents.phone_pressed, _WORD),
    claiming.HOUSEHOLD: Button(claiming.pressed, re.compile("leave")),
    rights.RIGHT: Button(rights.pressed, re.compile("|".join(Right))),
    status.WITHDRAW: Button(status.pressed, re.compile(r"(ask|yes)\.-?\d{1,18}")),
    answer_cards.ANSWER: Button(questions.pressed, re.compile(r"[a-z]{2,16}\.\d{1,18}")),
    danger.DANGER: Button(danger.pressed, _OF_DANGER),
    photo_places.PLACE: Button(photo_places.pressed, re.compile(r"(yes|no)\.\d{1,18}")),
    followers.FOLLOW: Button(followers.pressed, re.compile(r"stop\.\d{1,18}")),
    consenting.OPEN: Button(consenting.pressed, re.compile(r"(yes|no)\.\d{1,18}")),
    staff_cards.DESK: Button(
        staff_group.pressed, re.compile(r"(take\.\d{1,18}|back\.\d{1,18}\.\d{1,18})"), in_groups=True
    ),
    telling.STAFF: Button(staff_notices.pressed, re.compile(r"saw\.\d{1,18}")),
    reception.VERB: Button(visits.pressed, re.compile(r"(cancel|move|line)\.\d{1,18}")),
    "menu": Button(commands.pressed, re.compile(".+")),
    "lang": Button(commands.language_pressed, re.compile("|".join(LANGUAGES))),
}
