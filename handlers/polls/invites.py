"""Messages while a consultation is open: an invitation, and a last call to people who stopped half-way."""

from civics.days.night import is_quiet
from core.clock import in_vietnam
from core.message import Button
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import runs
from storage.messages.chats import Chat
from storage.polls import inviting, key_care, polls
from storage.polls.polls import Poll

OPEN = "gopy"  # the payload of a deep link that leads to open consultations


def invite(work: UnitOfWork, ward: Ward, *, limit: int = 200) -> int:
    """Invite a batch of subscribers, then of groups, to open consultations, by day. Gives the number invited."""
    if is_quiet(work.now):
        return 0
    for poll in _that_take_answers(work):
        for groups in (False, True):
            found = (inviting.next_groups if groups else inviting.next_subscribers)(work, poll, limit=limit)
            for chat in found:
                _invite(work, ward, poll, chat)
            if found:
                return len(found)
    return 0


def _invite(work: UnitOfWork, ward: Ward, poll: Poll, chat: Chat) -> None:
    key = ("private" if chat.private else "group") + ("_vote" if poll.law.vote else "")
    if chat.private:
        button = Button(voice.sentence(ward, chat, "talk.menu_poll"), "menu.poll")
    else:
        label = voice.sentence(ward, chat, "group.open_private")
        button = Button(label, url=ward.link(chat.channel, OPEN) or ward.web_chat)
    voice.tell(
        work, ward, chat, f"invite.{key}", rows=((button,),), priority=Priority.NOTICE,
        once=f"invite:{poll.key}:{chat.id}", title=poll.title, link=_page(ward, poll), until=_until(poll),
    )  # fmt: skip


def last_call(work: UnitOfWork, ward: Ward, *, limit: int = 50) -> int:
    """Tell people who stopped half-way that it closes within a day, once, by day. Gives the number told."""
    if is_quiet(work.now):
        return 0
    for poll in _that_take_answers(work):
        found = inviting.next_unfinished(work, poll, limit=limit)
        for chat in found:
            if not any(run.answers.get("which") == poll.key for run in runs.unfinished_in(work, chat.id, "poll")):
                continue
            voice.tell(
                work, ward, chat, "invite.closing", priority=Priority.NOTICE, once=f"closing:{poll.key}:{chat.id}",
                title=poll.title, until=_until(poll),
            )  # fmt: skip
        if found:
            return len(found)
    return 0


def _that_take_answers(work: UnitOfWork) -> list[Poll]:
    """The consultations that can take an answer here: nobody is invited to others."""
    return [each for each in polls.open_now(work) if key_care.has(work.seal.keys, each.key)]


def _page(ward: Ward, poll: Poll) -> str:
    return f"{ward.settings.public_url}/gop-y/{poll.key}"


def _until(poll: Poll) -> str:
    assert poll.closes_at is not None  # it is open
    return f"{in_vietnam(poll.closes_at):%H:%M, %d/%m/%Y}"
