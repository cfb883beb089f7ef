"""A message that speaks of a danger to life: it gets the numbers to call at once, and a case is filed without a press.

Nobody is told that help is on its way: until an officer has said that they saw it, the person reads that nobody has.
The officer on duty is rung in the same transaction (`handlers.cases.ringing`).
"""

from civics.cases import emergencies
from civics.cases.emergencies import Emergency
from civics.cases.petitions import PetitionKind
from civics.hearing.hear import Heard
from civics.hearing.urgency import LIFE, urgency
from core import press
from core.message import Button, Kind, Outgoing
from core.press import Press
from dialogs.engine.script import Answers
from dialogs.scripts.heard import HeardInWords, read
from handlers.arrivals import greeting
from handlers.cases import adding, files, filing, ringing
from handlers.replies.after import After, Answer
from handlers.replies.listening import heard_of
from handlers.replies.turn import Turn
from storage.cases import cases
from storage.cases import emergencies as of_cases
from storage.cases.cases import Filed, Filing, Own
from storage.messages import chats, runs
from storage.messages.runs import Run
from storage.ward import alerts, audit

DANGER, _PLACE, _SAFE, _MORE = "sos", "place", "safe", "more"  # the verb of the buttons, and its arguments
_DIALOGS = frozenset({"petition", "ask", "add_or_new"})  # the dialogs whose words so far belong to the emergency
_MOST_CALLS = 2  # the numbers that have a button of their own: Zalo shows five buttons in all


def heard(turn: Turn) -> Answer:
    """Answer a message that speaks of a danger to life. None when it does not, or when its words must stay sealed."""
    if not turn.incoming.text or turn.incoming.kind is not Kind.MESSAGE:
        return None
    meant = heard_of(turn)
    if meant.urgent != LIFE:
        return None
    kinds = _kinds(turn)
    _ring(turn, kinds)
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    sealed = (run is not None and run.sealed) or filing.names_wrongdoing(turn.ward, turn.incoming.text, meant)
    if sealed:
        turn.send(Outgoing(_words(turn, kinds), rows=_calls(turn, kinds)), aside=True)
        return None
    own = _open_one(turn)
    if own is not None:
        adding.keep(turn, own)
        code = own.code
    else:
        filed = _file(turn, meant, kinds, run if run is not None and run.dialog in _DIALOGS else None)
        chats.open_case(turn.work, turn.chat.id, filed.case_id)
        code = filed.code
    if turn.chat.greeted_at is None:  # before the numbers: what helps most is the last thing on the screen
        turn = greeting.greet(turn, alone=False)
    turn.send(Outgoing(_words(turn, kinds, code=code), rows=(*_calls(turn, kinds), *_rows(turn, kinds))))
    return After.KEEP


def heard_in_group(turn: Turn) -> None:
    """The numbers to call, in a group that speaks to us. A group is not asked for a place, and nothing is filed."""
    kinds = _kinds(turn) if turn.incoming.text else frozenset()
    if kinds:
        _ring(turn, kinds)
        turn.say("danger.in_group", reply_to=turn.incoming.message_id, numbers=_numbers(kinds))


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under the numbers: where the person is, what else helps, or that they are safe."""
    turn.toast()
    what = pressed.args[0]
    if what == _PLACE:
        turn.send(Outgoing(turn.words("danger.place"), ask="place"))
    elif what == _SAFE:
        _safe(turn)
    else:
        kind = Emergency(pressed.args[1])
        turn.say(f"danger.{kind.value}", numbers=_numbers(frozenset({kind})))


def _safe(turn: Turn) -> None:
    """Tell staff that the person is safe, and calm the row, unless somebody may force the person to say so."""
    case_id = of_cases.running(turn.work, turn.chat.id)
    if case_id is not None:
        own = cases.own(turn.work, case_id, turn.resident.id, sealed=turn.shows.sealed)
        if own is not None:
            cases.append(
                turn.work, own.id, text=turn.words("danger.safe_entry"), chat_id=turn.chat.id,
                message_id=turn.incoming.external_id[:64],
            )  # fmt: skip
            told = frozenset(Emergency(each) for each in own.emergency.split(",") if each in set(Emergency))
            of_cases.safe(turn.work, own.id, calms=emergencies.quiet(told) is None)
        chats.open_case(turn.work, turn.chat.id, None)
    turn.say("danger.safe")


def _kinds(turn: Turn) -> frozenset[Emergency]:
    kinds = urgency(turn.incoming.text).kinds if turn.heard is None else turn.heard.dangers
    return emergencies.at_home(kinds, turn.incoming.text)


def _ring(turn: Turn, kinds: frozenset[Emergency]) -> None:
    """Raise the alert and ring the officer on duty. The notice holds no word of what was said."""
    alerts.sound(
        turn.work, "emergency", detail=f"chat {turn.chat.id}: {', '.join(sorted(kinds))}",
        unique_key=f"emergency:{turn.chat.id}:{turn.incoming.external_id}",
    )  # fmt: skip
    audit.record(turn.work, "chat.emergency", actor="resident")
    ringing.begin(turn.work, turn.ward, turn.chat.id)


def _open_one(turn: Turn) -> Own | None:
    """The open emergency of this chat, to which further words are added."""
    chat = turn.chat
    if chat.open_case_id is None or chat.open_until is None or chat.open_until < turn.work.now:
        return None
    own = cases.own(turn.work, chat.open_case_id, turn.resident.id, sealed=turn.shows.sealed)
    return own if own is not None and own.emergency and own.state in {"new", "taken", "reopened"} else None


def _file(turn: Turn, meant: Heard, kinds: frozenset[Emergency], run: Run | None) -> Filed:
    """File the case, together with what was told in the dialog in progress. That dialog is over."""
    incoming = turn.incoming
    answers = run.answers if run is not None else {}
    before = answers.get("text")
    words = "\n".join(each for each in (before if isinstance(before, str) else "", incoming.text) if each)
    place = answers.get("place")
    told = place.get("words", "") if isinstance(place, dict) else ""
    draft = _heard_before(answers)
    if run is not None:
        files.keep(turn, run)
    filed = cases.file(
        turn.work,
        Filing(
            kind=PetitionKind.PHAN_ANH.value, text=words, topic=str(meant.topic or "khac"), chat_id=turn.chat.id,
            resident_id=turn.resident.id, run_id=run.id if run is not None else None, name=incoming.person_name,
            place=str(meant.place or told or draft.place), point=incoming.point,
            unit_id=filing.unit_id(turn, meant) or (int(draft.unit) if draft.unit else None),
            message_ids=(incoming.message_id,), urgent=True, emergency=",".join(sorted(kinds)),
        ),
        prefix=turn.ward.settings.case_prefix,
    )  # fmt: skip
    if run is not None:
        runs.end(turn.work, run.id, "done", case_id=filed.case_id)
    else:
        adding.files_to(turn, filed.case_id, entry_id=None, sealed=filed.sealed)
    return filed


def _heard_before(answers: Answers) -> HeardInWords:
    """What the draft of a report, which the emergency ends, had said: above all where it is."""
    kept = answers.get("heard")
    found = kept.get("found") if isinstance(kept, dict) else None
    return read(found) if isinstance(found, dict) else HeardInWords()


def _words(turn: Turn, kinds: frozenset[Emergency], *, code: str = "") -> str:
    """The first answer. For the quiet kinds it names no danger: somebody else may look at the screen."""
    quiet = emergencies.quiet(kinds) is not None
    text = turn.words(
        "danger.quiet" if quiet else "danger.now", numbers=_numbers(kinds), seen=turn.words("danger.not_seen")
    )
    return f"{text}\n{turn.words('danger.quiet_filed' if quiet else 'danger.filed', code=code)}" if code else text


def _numbers(kinds: frozenset[Emergency]) -> str:
    return ", ".join(emergencies.numbers(kinds))


def _calls(turn: Turn, kinds: frozenset[Emergency]) -> tuple[tuple[Button, ...], ...]:
    """Buttons that dial, where the channel has them. Elsewhere the numbers are in the text."""
    if not turn.shows.phones:
        return ()
    numbers = emergencies.numbers(kinds)[:_MOST_CALLS]
    return (tuple(Button(turn.words("danger.call", number=each), url=f"tel:{each}") for each in numbers),)


def _rows(turn: Turn, kinds: frozenset[Emergency]) -> tuple[tuple[Button, ...], ...]:
    quiet = emergencies.quiet(kinds)
    more = ((turn.button("danger.more", press.write(DANGER, _MORE, quiet.value)),),) if quiet is not None else ()
    return (
        *more,
        (
            turn.button("danger.send_place", press.write(DANGER, _PLACE)),
            turn.button("danger.am_safe", press.write(DANGER, _SAFE)),
        ),
    )
