"""Subscriptions to bulletins: by topic, with two taps. What a chat gets is always what its person agreed to."""

from core import press
from core.message import Button, Outgoing
from core.press import Press
from handlers.people import consents
from handlers.replies.turn import Turn
from storage.bulletins.spreading import subscribe, unsubscribe
from storage.people import residents, topics
from storage.people.topics import Topic

TOPIC, ALL = "topic", "*"  # the verb of the buttons; and the word for every topic


def listing(turn: Turn, *, edits: str = "") -> None:
    """The topics, each with a button that adds or removes it. `edits`: the message that the list replaces."""
    offered, mine = topics.offered(turn.work), topics.of_chat(turn.work, turn.chat.id)
    heard = [_title(turn, each) for each in offered if each.key in mine]
    now = turn.words("bulletin.hears", topics=", ".join(heard)) if heard else turn.words("bulletin.hears_none")
    rows = [_row(turn, each, hears=each.key in mine) for each in offered]
    if len(heard) < len(offered):
        rows.append((turn.button("bulletin.all_topics", press.write(TOPIC, ALL, press.YES)),))
    if heard:
        rows.append((turn.button("bulletin.no_topic", press.write(TOPIC, ALL, press.NO)),))
    turn.send(Outgoing(f"{now}\n\n{turn.words('bulletin.topics_lead')}", rows=tuple(rows), edits=edits))


def _row(turn: Turn, topic: Topic, *, hears: bool) -> tuple[Button, ...]:
    title = _title(turn, topic)
    label = f"✓ {title}" if hears else title
    return (Button(label, press.write(TOPIC, topic.key, press.NO if hears else press.YES)),)


def _title(turn: Turn, topic: Topic) -> str:
    """The name of a topic in the chat's language where there is one; otherwise the title that the ward gave it."""
    key = f"bulletin.topic.{topic.key}"
    own = turn.ward.words.has(turn.lang, key) and topic.title == dict(topics.FIRST).get(topic.key)
    return turn.words(key) if own else topic.title


def pressed(turn: Turn, pressed: Press) -> None:
    """A press on a topic. An old button does what it says; a repeated press does nothing more."""
    wanted, takes = pressed.args[0], pressed.args[1] == press.YES
    for each in topics.offered(turn.work):
        if wanted in {each.key, ALL}:
            (subscribe if takes else unsubscribe)(turn.work, turn.chat.id, each.key)
    if wanted == ALL and not takes:
        topics.leave_all(turn.work, turn.chat.id)  # closed topics too
    _agree(turn)
    turn.toast()
    listing(turn, edits=turn.incoming.message_id if turn.shows.edits and turn.incoming.press_id else "")


def _agree(turn: Turn) -> None:
    """Keep the consent that follows: given with the first topic, taken back with the last."""
    hears = bool(topics.of_chat(turn.work, turn.chat.id))
    before = residents.consents_of(turn.work, turn.resident.id).get(consents.BULLETINS)
    if before is not hears and (hears or before is not None):
        consents.record_consent(turn, consents.BULLETINS, given=hears, shown="bulletin.topics_lead")
