"""Every message is in the chat's language, within the channel's length limit, in the right topic, and sent once."""

from dataclasses import replace

from core.channel import Shows
from core.message import Kind, Media, MediaKind
from core.priority import Priority
from core.text import units
from handlers.replies import voice
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from tests.databases import Now
from tests.handlers.street import Street

LIMIT = 60  # UTF-16 code units


def narrow(street: Street, channel: str) -> None:
    """From now on the channel takes short messages only."""
    shows: dict[str, Shows] = {**street.ward.shows, channel: replace(street.ward.shows[channel], text_limit=LIMIT)}
    street.ward = replace(street.ward, shows=shows)


def test_the_introduction_in_a_group_is_as_long_as_the_channel_takes(street: Street) -> None:
    narrow(street, "zalo")
    group = street.person("Lan", channel="zalo").into("group-1")
    street.handle(group.event(Kind.ADDED))
    assert len(group.all()) > 1
    assert all(units(each.outgoing.text) <= LIMIT for each in group.all())


def test_the_one_answer_to_an_album_stays_in_its_topic(street: Street, now: Now) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.files("Đèn đường ngõ 12 hỏng, tối lắm")
    lan.say("/hoso")
    lan.press(next(label for label in lan.all()[-1].buttons if "LS-" in label))
    for ref in ("p1", "p2"):
        photo = lan.event(media=(Media(MediaKind.PHOTO, ref, size=1000),), album="A")
        street.handle(replace(photo, address=replace(photo.address, thread="7")))
    now.pass_(seconds=10)
    street.send()
    (row,) = [each for each in street.rows("outbox") if str(each["unique_key"] or "").startswith("album:")]
    assert row["thread"] == "7"


def test_a_sentence_is_in_the_language_of_the_chat_and_said_once(street: Street) -> None:
    lan = street.person().greeted()
    lan.press_value("lang.en")

    def tell(work: UnitOfWork) -> list[bool]:
        chat = _chat(work)
        said = [
            voice.tell(work, street.ward, chat, "talk.unreadable", priority=Priority.NOTICE, once="here") for _ in "ab"
        ]
        return [each.new for each in said]

    assert street.store.run(tell) == [True, False]
    street.send()
    assert lan.sees() == street.words.say("en", "talk.unreadable", ward=street.ward.settings.ward_name)


def _chat(work: UnitOfWork) -> Chat:
    return chats.get(work, 1)
