"""Manners in a group of residents: say once who we are, speak only when addressed, file only what its author allows."""

from dataclasses import replace

from core import press
from core.message import Button, Incoming, Kind, Media, Outgoing, Quoted
from core.press import Press
from core.priority import Priority
from core.text import normal
from dialogs.engine.ear import phrases, plain
from handlers.arrivals import bulletin_replies, danger
from handlers.cases import filing
from handlers.people import claiming
from handlers.replies import voice
from handlers.replies.after import After
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.cases import pointers
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from storage.people import residents
from storage.people.residents import Resident

REPORT, RECORD, HELP = "phananh", "ghinhan", "help"
_NOBODY = Resident(0, "", None, None)  # it is in no table; in a group, answers ask nothing about the person who spoke
FILE = "group"  # the verb of the buttons under "file this?"


def introduce(work: UnitOfWork, ward: Ward, chat: Chat, incoming: Incoming) -> None:
    """Say once who the bot is and how to use it. A bot that is added again says nothing."""
    if chat.greeted_at is not None:
        chats.change(work, chat.id, state="open")
        return
    lang = chat.lang or "vi"
    key = "group.introduction" if ward.shows_of(chat.channel).quotes else "group.introduction_write"
    rows = _private_rows(ward, chat, lang)
    voice.tell(work, ward, chat, key, rows=rows, priority=Priority.NOTICE, once=f"introduce:{chat.id}")
    chats.change(work, chat.id, greeted_at=work.now, state="open", lang=lang, title=incoming.title or chat.title)


def heard_nobody(work: UnitOfWork, ward: Ward, chat: Chat, incoming: Incoming) -> After:
    """Answer an admin who writes as the group, or a channel. They may ask for the way, but cannot agree to anything."""
    if chat.private or incoming.kind is not Kind.MESSAGE:
        return After.FORGET
    return handle(Turn(work, ward, chat, _NOBODY, incoming))


def handle(turn: Turn) -> After:
    """Answer a group's message when it speaks to us. Nothing else of the group is kept."""
    incoming = turn.incoming
    if incoming.kind is Kind.ADDED:
        introduce(turn.work, turn.ward, turn.chat, incoming)
        return After.KEEP
    if not incoming.addressed:
        return After.FORGET  # the message does not speak to us: forget it at once
    command = _command(turn)
    if claiming.shown_in_group(turn):
        turn.say(
            "household.not_in_group", *_private_rows(turn.ward, turn.chat, turn.lang), reply_to=incoming.message_id
        )
        return After.FORGET
    danger.heard_in_group(turn)
    if not command and not incoming.command and (payload := bulletin_replies.quoted_in_group(turn)):
        link = turn.ward.link(turn.chat.channel, payload) or turn.ward.web_chat
        button = Button(turn.words("group.open_private"), url=link)
        turn.say("bulletin.reply_in_private", (button,), reply_to=incoming.message_id)
    elif command == RECORD:
        _record(turn)
    elif command == REPORT:
        turn.say(
            "group.report_in_private", *_private_rows(turn.ward, turn.chat, turn.lang), reply_to=incoming.message_id
        )
    elif command == HELP or incoming.command or incoming.text:
        turn.say(
            _per_channel(turn, "group.help"),
            *_private_rows(turn.ward, turn.chat, turn.lang),
            reply_to=incoming.message_id,
        )
    return After.KEEP


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under "may this be filed?". Only the author's press counts; others get a short answer."""
    word, key = pressed.args
    pointer = pointers.by_key(turn.work, key)
    if pointer is None or pointer.past or pointer.incoming is None:
        turn.toast("group.pointer_past")
    elif pointer.author != turn.incoming.person:
        turn.toast("group.only_author")
    elif word == press.NO:
        pointers.settle(turn.work, pointer.id, case_id=None)
        turn.toast("group.declined")
        turn.send(Outgoing(turn.words("group.declined"), edits=turn.incoming.message_id))
    else:
        _agreed(turn, pointer, pointer.incoming)


def _command(turn: Turn) -> str:
    incoming = turn.incoming
    said = plain(incoming.command or incoming.text).replace(" ", "")
    for command in (RECORD, REPORT):
        names = {each.replace(" ", "") for each in phrases(turn.ward.words, f"group.command.{command}")}
        if said == command or said in names:
            return command
    return HELP if said in {"help", "start", "trogiup"} else ""


def _record(turn: Turn) -> None:
    turn = _with_words_along(turn)
    quoted = turn.incoming.quoted
    here = turn.incoming.message_id
    private = _private_rows(turn.ward, turn.chat, turn.lang)
    if quoted is None or quoted.from_bot:
        turn.say(_per_channel(turn, "group.record_needs_reply"), reply_to=here)
        return
    if quoted.anonymous or not quoted.person:
        turn.say("group.cannot_consent", *private, reply_to=here)
        return
    if not normal(quoted.text).strip() and not quoted.media:
        turn.say("group.nothing_to_record", reply_to=here)
        return
    key = pointers.point(turn.work, turn.chat.id, turn.incoming)
    if key is None:
        turn.say("group.asked_before", reply_to=quoted.message_id)
        return
    own = quoted.person == turn.incoming.person
    turn.say(
        "group.ask_author_own" if own else "group.ask_author",
        (
            turn.button("group.agree", press.write(FILE, press.YES, key)),
            turn.button("group.decline", press.write(FILE, press.NO, key)),
        ),
        reply_to=quoted.message_id, name=quoted.person_name or turn.words("group.someone"),
    )  # fmt: skip


def _per_channel(turn: Turn, key: str) -> str:
    """The sentence for a channel that shows which message a reply answers, or for one that does not."""
    return key if turn.shows.quotes else f"{key}_write"


def _with_words_along(turn: Turn) -> Turn:
    """The turn with words or a photo after the command as the author's own. A reply that we cannot see is dropped."""
    incoming = turn.incoming
    if incoming.argument or incoming.media:
        own = Quoted(
            incoming.message_id, person=incoming.person, person_name=incoming.person_name, text=incoming.argument,
            media=incoming.media, anonymous=incoming.anonymous,
        )  # fmt: skip
        return replace(turn, incoming=replace(incoming, quoted=own)) if not _shown(incoming.quoted) else turn
    blind = incoming.quoted is not None and not turn.shows.quotes
    return replace(turn, incoming=replace(incoming, quoted=None)) if blind else turn


def _shown(quoted: Quoted | None) -> bool:
    return quoted is not None and bool(quoted.person or quoted.anonymous or quoted.text or quoted.media)


def _agreed(turn: Turn, pointer: pointers.Pointer, pointed: Incoming) -> None:
    quoted = pointed.quoted
    assert quoted is not None
    if filing.names_wrongdoing(turn.ward, quoted.text):
        pointers.settle(turn.work, pointer.id, case_id=None)
        turn.toast()
        turn.say("group.not_here", *_private_rows(turn.ward, turn.chat, turn.lang))
        return
    author = residents.of_person(turn.work, turn.chat, quoted.person, name=quoted.person_name)
    filed = filing.from_group(turn, author, quoted, picked=pointed.picked)
    pointers.settle(turn.work, pointer.id, case_id=filed.case_id)
    turn.toast("group.recorded_toast", code=filed.code)
    more: tuple[Media, ...] = quoted.media if quoted.album else ()
    key = "group.recorded_album" if more else "group.recorded"
    turn.send(
        Outgoing(
            turn.words(key, code=filed.code, due=filing.promise(turn, filed)),
            rows=_private_rows(turn.ward, turn.chat, turn.lang) if more else (),
            reply_to=quoted.message_id,
        ),
        case_id=filed.case_id,
        unique_key=f"ack:{filed.case_id}",
    )


def _private_rows(ward: Ward, chat: Chat, lang: str) -> tuple[tuple[Button, ...], ...]:
    link = ward.link(chat.channel, "report") or ward.web_chat
    return ((Button(ward.words.say(lang, "group.open_private"), url=link),),)
