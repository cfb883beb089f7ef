"""What a consultation says by itself while it is open: an invitation, and a last call to who stopped half-way."""

from civics.days.night import is_quiet
from core.clock import in_vietnam
from core.message import Button, Outgoing
from core.priority import Priority
from handlers.replies import choices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import outbox, runs
from storage.messages.chats import Chat
from storage.polls import inviting, key_care, polls
from storage.polls.polls import Poll

OPEN = "gopy"  # of a deep link that leads to what is open


def invite(work: UnitOfWork, ward: Ward, *, limit: int = 200) -> int:
    """Invite a batch of subscribers, then of groups, to what is open, by day; the number invited."""
    if is_quiet(work.now):
        return 0
    for poll in _that_take_answers(work, ward):
        for groups in (False, True):
            found = (inviting.next_groups if groups else inviting.next_subscribers)(work, poll, limit=limit)
            for chat in found:
                _invite(work, ward, poll, chat)
            if found:
                return len(found)
    return 0


def _invite(work: UnitOfWork, ward: Ward, poll: Poll, chat: Chat) -> None:
    words, lang = ward.words, chat.lang or "vi"
    key = ("private" if chat.private else "group") + ("_vote" if poll.law.vote else "")
    text = words.say(lang, f"invite.{key}", title=poll.title, link=_page(ward, poll), until=_until(poll))
    if chat.private:
        button = Button(words.say(lang, "talk.menu_poll"), "menu.poll")
    else:
        button = Button(words.say(lang, "group.open_private"), url=ward.link(chat.channel, OPEN) or ward.web_chat)
    shows = ward.shows_of(chat.channel)
    outgoing = choices.fit(work, chat, Outgoing(text, rows=((button,),)), shows=shows, words=words)
    outbox.add(
        work, chat.id, outgoing, priority=Priority.NOTICE, unique_key=f"invite:{poll.key}:{chat.id}",
        text_limit=shows.text_limit,
    )  # fmt: skip


def last_call(work: UnitOfWork, ward: Ward, *, limit: int = 50) -> int:
    """Tell who stopped half-way that it closes within a day, once, by day; the number told."""
    if is_quiet(work.now):
        return 0
    for poll in _that_take_answers(work, ward):
        found = inviting.next_unfinished(work, poll, limit=limit)
        for chat in found:
            if not any(run.answers.get("which") == poll.key for run in runs.unfinished_in(work, chat.id, "poll")):
                continue
            text = ward.words.say(chat.lang or "vi", "invite.closing", title=poll.title, until=_until(poll))
            outbox.add(
                work, chat.id, Outgoing(text), priority=Priority.NOTICE, unique_key=f"closing:{poll.key}:{chat.id}",
                text_limit=ward.shows_of(chat.channel).text_limit,
            )  # fmt: skip
        if found:
            return len(found)
    return 0


def _that_take_answers(work: UnitOfWork, ward: Ward) -> list[Poll]:
    """Nobody is invited to what cannot take an answer here."""
    return [each for each in polls.open_now(work) if key_care.has(ward.settings.files_dir, each.key)]


def _page(ward: Ward, poll: Poll) -> str:
    return f"{ward.settings.public_url}/gop-y/{poll.key}"


def _until(poll: Poll) -> str:
    assert poll.closes_at is not None  # it is open
    return f"{in_vietnam(poll.closes_at):%H:%M, %d/%m/%Y}"
