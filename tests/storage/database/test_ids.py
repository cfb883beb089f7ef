"""The id of a deleted row is never used again: pages and fetchers keep ids for longer than a row may live."""

from core.message import Address, Incoming, Kind, Media, MediaKind, Outgoing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import chats, runs, webchat


def test_a_page_that_has_seen_a_forgotten_message_sees_the_next_one(store: Database) -> None:
    """A ballot's receipt got the id of the deleted talk before it, so no open page showed it."""
    seen = [store.run(webchat.say, "lan", Outgoing(text)) for text in ("Điều 1", "Điều 2", "Xem lại")]
    store.run(webchat.forget_some, "lan", seen[1:])
    receipt = store.run(webchat.say, "lan", Outgoing("Mã biên nhận"))
    assert receipt > max(seen)
    told = store.look(webchat.since, "lan", seen[-1])
    assert [each.body["forgets"] for each in told if each.event] == [seen[1:]], "an open page takes them off its screen"
    assert [each.id for each in store.look(webchat.history, "lan")[0]] == [seen[0], receipt]


def test_a_file_on_its_way_for_a_draft_that_is_gone_does_not_become_anothers(store: Database) -> None:
    def draft(work: UnitOfWork, who: str) -> tuple[int, int]:
        chat = chats.meet(work, Incoming(Address("web", "web", who), f"{who}1", Kind.MESSAGE, work.now, person=who))
        run = runs.start(work, chat.id, person=who, dialog="petition", version=1)
        media = Media(MediaKind.PHOTO, f"photo-{who}")
        return run.id, attachments.want(work, media, part=0, message_id="1", chat_id=chat.id, run_id=run.id)

    run, on_its_way = store.run(draft, "lan")
    (claimed,) = store.run(attachments.wanted)
    assert claimed.id == on_its_way
    store.run(attachments.drop_run, run)
    _, other = store.run(draft, "nam")
    assert other != on_its_way
