"""A report that others have already made. It is shown before a new one is sent, and can be followed instead.

Followers hear state and date, and an answer only when the officer has released it. They never get anybody's name, words
or files.
"""

from civics.cases.likeness import Told
from civics.days import saying
from core import press
from core.message import Button, Json, Outgoing, Point
from core.press import Press
from core.priority import Priority
from handlers.cases.desk import Act
from handlers.replies import voice
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.cases import entries, followers, opened_list
from storage.cases.answers import TAKE_BACK
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import chats, runs
from storage.messages.chats import Chat
from storage.messages.runs import Run
from storage.ward import audit

FOLLOW = "follow"  # the verb of the button that ends the following
_AT_ONCE = 200


def offer(turn: Turn, about: Json) -> Json:
    """The reports of others that may be about the same thing; empty when there are none."""
    if not isinstance(about, dict):
        return {}
    pin, unit = about.get("pin"), str(about.get("unit") or "")
    point = Point(float(str(pin[0])), float(str(pin[1]))) if isinstance(pin, list) else None
    told = Told(
        str(about.get("topic") or ""), str(about.get("text") or ""), str(about.get("place") or ""),
        int(unit) if unit.isdecimal() else None, point,
    )  # fmt: skip
    found = followers.near(turn.work, told, resident_id=turn.resident.id)
    if found is None:
        return {}
    words, lang = turn.ward.words, turn.lang
    when = saying.say_moment(words, lang, found.promised_at, turn.work.now) if found.promised_at else ""
    says = turn.words(
        "petition.near", count=found.count, topic=turn.words(f"civics.topic.{found.topic}"),
        state=turn.words(f"civics.state.{found.state}"), since=f"{found.filed_at:%d/%m}",
        when=turn.words("petition.near_when", when=when) if when else "",
    )  # fmt: skip
    return {"case": str(found.case_id), "says": says}


def follow(turn: Turn, run: Run, case_id: int) -> bool:
    """Follow the case. Words that were told meanwhile go to its officer. False when the case is no longer open."""
    if not followers.follow(turn.work, case_id, turn.chat.id):
        return False
    text, files = run.answers.get("text"), run.answers.get("photos")
    notes = files.get("notes") if isinstance(files, dict) else ""
    words = "\n".join(str(each) for each in (text, notes) if each and isinstance(each, str))
    note = turn.ward.words.say("vi", "petition.follower_note", words=words)
    entry_id = entries.add(turn.work, case_id, kind=entries.NOTE, text=note, sealed=False)
    attachments.move_to_case(turn.work, run.id, case_id, entry_id=entry_id, sealed=False)
    audit.record(turn.work, "case.followed", actor=audit.RESIDENT, case_id=case_id)
    runs.end(turn.work, run.id, "done")
    turn.say("petition.follows", (_stop_button(turn.ward, turn.chat, case_id),), *menu_rows(turn))
    return True


def pressed(turn: Turn, pressed: Press) -> None:
    """Stop following the case."""
    turn.toast()
    followers.stop(turn.work, pressed.number, turn.chat.id)
    turn.say("petition.follow_stopped", *menu_rows(turn))


def tell(work: UnitOfWork, ward: Ward) -> int:
    """Tell followers what happened to their cases: state and date. Gives the number told. For the timer."""
    found = followers.news(work, limit=_AT_ONCE)
    for each in found:
        chat = chats.get(work, each.chat_id)
        lang = chat.lang or "vi"
        when = saying.say_moment(ward.words, lang, each.promised_at, work.now) if each.promised_at else ""
        shown = opened_list.of_case(work, each.case_id)  # who came by the public page never learns its code
        voice.tell(
            work, ward, chat, "petition.follow_news" if shown is None else "opened.follow_news",
            priority=Priority.NOTICE, rows=((_stop_button(ward, chat, each.case_id),),),
            code=each.code, title=shown.title if shown else "",
            state=voice.sentence(ward, chat, f"civics.state.{each.state}"),
            when=voice.sentence(ward, chat, "petition.near_when", when=when) if when else "",
        )  # fmt: skip
    return len(found)


def release(act: Act, *, entry_id: int) -> int:
    """Send an answer that has left to everybody who follows the case, without its files. Gives the number."""
    case = act.case
    text = followers.release(act.work, act.case_id, entry_id, before=act.work.now - TAKE_BACK)
    if text is None:
        return 0
    told, shown = followers.of_case(act.work, act.case_id), opened_list.of_case(act.work, act.case_id)
    head = case.code if shown is None else shown.title
    for chat_id in told:
        chat = chats.get(act.work, chat_id)
        outgoing = Outgoing(f"{head}\n\n{text}", by="staff")
        voice.send(act.work, act.ward, chat, outgoing, priority=Priority.NOTICE, once=f"release:{entry_id}:{chat_id}")
    audit.record(
        act.work, "case.released", actor=act.by.actor, staff_id=act.by.staff_id, case_id=act.case_id, entry=entry_id,
        told=len(told),
    )  # fmt: skip
    return len(told)


def _stop_button(ward: Ward, chat: Chat, case_id: int) -> Button:
    return Button(voice.sentence(ward, chat, "petition.follow_stop"), press.write(FOLLOW, "stop", case_id))
