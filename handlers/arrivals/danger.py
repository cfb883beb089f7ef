"""Danger to life in what somebody says: numbers to call at once, and the case files itself; nothing has to be pressed.

Nobody is told that somebody is coming: until an officer has said that they saw it, the person hears that nobody has.
"""

from civics.cases import emergencies
from civics.cases.emergencies import Emergency
from civics.cases.petitions import PetitionKind
from civics.hearing.hear import Heard
from civics.hearing.urgency import LIFE, urgency
from core import press
from core.message import Button, Kind, Outgoing
from core.press import Press
from handlers.arrivals import greeting
from handlers.cases import adding, files, filing
from handlers.replies.after import After, Answer
from handlers.replies.listening import heard_of
from handlers.replies.turn import Turn
from storage.cases import cases
from storage.cases.cases import Filed, Filing, Own
from storage.messages import chats, runs
from storage.messages.runs import Run
from storage.ward import alerts, audit

DANGER, _PLACE, _SAFE = "sos", "place", "safe"  # the verb of the buttons, and what they say
# Of these the words are calm and tell nothing on a locked screen: somebody else may look at it.
_CALM = {Emergency.SELF: "danger.self", Emergency.CHILD: "danger.child", Emergency.VIOLENCE: "danger.violence"}
_DIALOGS = frozenset({"petition", "ask", "add_or_new"})  # whose words so far belong to the danger


def heard(turn: Turn) -> Answer:
    """Answer a message that speaks of a danger to life; None when it does not, or what it says must stay sealed."""
    if not turn.incoming.text or turn.incoming.kind is not Kind.MESSAGE:
        return None
    meant = heard_of(turn)
    if meant.urgent != LIFE:
        return None
    kinds = urgency(turn.incoming.text).kinds
    _ring(turn, kinds)
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    sealed = (run is not None and run.sealed) or filing.names_wrongdoing(turn.ward, turn.incoming.text, meant)
    if sealed:
        turn.say(_words(kinds), numbers=_numbers(kinds), seen="", code="")
        return None
    own = _open_one(turn)
    if own is not None:
        adding.keep(turn, own)
        code = own.code
    else:
        filed = _file(turn, meant, kinds, run if run is not None and run.dialog in _DIALOGS else None)
        chats.open_case(turn.work, turn.chat.id, filed.case_id)
        code = filed.code
    text = turn.words(_words(kinds), numbers=_numbers(kinds), seen=turn.words("danger.not_seen"), code=code)
    turn.send(Outgoing(text, rows=(_buttons(turn),)))
    if turn.chat.greeted_at is None:
        greeting.greet(turn, alone=False)
    return After.KEEP


def heard_in_group(turn: Turn) -> None:
    """The numbers to call, in a group that speaks to us: no place is asked for there, and nothing is filed."""
    kinds = urgency(turn.incoming.text).kinds if turn.incoming.text else frozenset()
    if kinds:
        _ring(turn, kinds)
        turn.say("danger.in_group", reply_to=turn.incoming.message_id, numbers=_numbers(kinds))


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under the numbers: where they are, or that all is well."""
    turn.toast()
    if pressed.args[0] == _PLACE:
        turn.send(Outgoing(turn.words("danger.place"), ask="place"))
        return
    own = _open_one(turn)
    if own is not None:
        cases.append(
            turn.work, own.id, text=turn.words("danger.safe_entry"), chat_id=turn.chat.id,
            message_id=turn.incoming.external_id[:64],
        )  # fmt: skip
        chats.open_case(turn.work, turn.chat.id, None)
    turn.say("danger.safe")


def _ring(turn: Turn, kinds: frozenset[Emergency]) -> None:
    """Sound the alert of who is on duty, without a word of what was said."""
    alerts.sound(
        turn.work, "emergency", detail=f"chat {turn.chat.id}: {', '.join(sorted(kinds))}",
        unique_key=f"emergency:{turn.chat.id}:{turn.incoming.external_id}",
    )  # fmt: skip
    audit.record(turn.work, "chat.emergency", actor="resident")


def _open_one(turn: Turn) -> Own | None:
    """The emergency of this chat that is open already: what follows adds to it."""
    chat = turn.chat
    if chat.open_case_id is None or chat.open_until is None or chat.open_until < turn.work.now:
        return None
    own = cases.own(turn.work, chat.open_case_id, turn.resident.id, sealed=turn.shows.sealed)
    return own if own is not None and own.emergency and own.state in {"new", "taken", "reopened"} else None


def _file(turn: Turn, meant: Heard, kinds: frozenset[Emergency], run: Run | None) -> Filed:
    """The case, with what was told in the talk that was under way; that talk is over."""
    incoming = turn.incoming
    answers = run.answers if run is not None else {}
    before = answers.get("text")
    words = "\n".join(each for each in (before if isinstance(before, str) else "", incoming.text) if each)
    place = answers.get("place")
    told = place.get("words", "") if isinstance(place, dict) else ""
    if run is not None:
        files.keep(turn, run)
    filed = cases.file(
        turn.work,
        Filing(
            kind=PetitionKind.PHAN_ANH.value, text=words, topic=str(meant.topic or "khac"), chat_id=turn.chat.id,
            resident_id=turn.resident.id, run_id=run.id if run is not None else None, name=incoming.person_name,
            place=str(told or meant.place), point=incoming.point, unit_id=filing.unit_id(turn, meant),
            message_ids=(incoming.message_id,), urgent=True, emergency=",".join(sorted(kinds)),
        ),
        prefix=turn.ward.settings.case_prefix,
    )  # fmt: skip
    if run is not None:
        runs.end(turn.work, run.id, "done", case_id=filed.case_id)
    else:
        adding.files_to(turn, filed.case_id, entry_id=None, sealed=filed.sealed)
    return filed


def _words(kinds: frozenset[Emergency]) -> str:
    return next((says for kind, says in _CALM.items() if kind in kinds), "danger.now")


def _numbers(kinds: frozenset[Emergency]) -> str:
    return ", ".join(emergencies.numbers(kinds))


def _buttons(turn: Turn) -> tuple[Button, ...]:
    return turn.button("danger.send_place", press.write(DANGER, _PLACE)), turn.button(
        "danger.am_safe", press.write(DANGER, _SAFE)
    )
