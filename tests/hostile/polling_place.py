"""A street in which every message goes through the database: arrival, worker, sender, the web chat's store."""

from dataclasses import dataclass

from bot.channels.web import WebChannel
from core.errors import NotFoundError
from core.message import Incoming, Json, Kind, incoming_from_json, to_json
from handlers.arrivals import route
from storage.across import dispatch, opening
from storage.across.dispatch import Claimed
from storage.database import together
from storage.database.unit import UnitOfWork
from storage.media.uploads import Staging
from storage.messages import chats, inbox, outcomes, webchat, webchat_rings
from storage.messages.outcomes import Outcome
from storage.messages.webchat import Arrival
from tests.handlers.street import Citizen, Seen, Street


@dataclass(slots=True)
class PollingPlace(Street):
    """Messages of both sides are stored in the inbox or outbox, and in the web chat's history."""

    def handle(self, incoming: Incoming) -> bool:
        """Webhook, worker and sender in one transaction: an attacker gets no fewer links from it than from several."""
        self.store.run(self._whole, incoming)
        return False

    def _whole(self, work: UnitOfWork, incoming: Incoming) -> None:
        self._arrives(work, incoming)
        for each in inbox.waiting(work, limit=10):
            self._handle(work, each)
        if work.postgres:
            together.end(work)  # as its transaction would end
        while claimed := dispatch.claim(work, incoming.address.channel, incoming.address.channel, limit=9, attempt="a"):
            outcomes.record(work, "a", [self._lands(work, each) for each in claimed])

    def arrive(self, incoming: Incoming) -> None:
        """Store the event, as the webhook does; it is not handled yet."""
        self.store.run(self._arrives, incoming)

    def _arrives(self, work: UnitOfWork, incoming: Incoming) -> None:
        where = incoming.address
        if where.channel == webchat.CHANNEL:
            self._take(work, incoming)
            return
        raw: dict[str, Json] = {"event": to_json(incoming)}
        inbox.accept(
            work, channel=where.channel, bot=where.bot, external_id=incoming.external_id, chat=where.chat, raw=raw
        )

    def _take(self, work: UnitOfWork, incoming: Incoming) -> int:
        label = ""
        if incoming.press:
            shown = next(each for each in self.seen if each.id == incoming.message_id)
            label = next(name for name, button in shown.buttons.items() if button.value == incoming.press)
        arrival = Arrival(
            incoming.address.chat, f"key-{incoming.external_id}", text=incoming.text, press=incoming.press,
            under=incoming.message_id if incoming.press else "", label=label,
        )  # fmt: skip
        return webchat.take(work, arrival)

    def work(self) -> None:
        """The worker: everything that waits, each in a transaction of its own."""
        for each in self.store.look(inbox.waiting, limit=1000):
            self.store.run(self._handle, each)

    def _handle(self, work: UnitOfWork, waiting: inbox.Waiting) -> None:
        raw = opening.take(work, waiting)
        assert not isinstance(raw, inbox.Taken)
        if waiting.channel == webchat.CHANNEL:
            webchat_rings.settle(work, waiting.chat, str(raw["message_id"]))
            reader = WebChannel(self.store, Staging(self.ward.settings.files_dir, self.store.seal), public_url="")
            events: tuple[Incoming, ...] = reader.read(raw)
        else:
            event = raw["event"]
            assert isinstance(event, dict)
            events = (incoming_from_json(event),)
        forget = False
        for incoming in events:
            forget = route.handle(work, incoming, self.ward) or forget
        inbox.done(work, waiting.id, forget=forget)

    def _arrived(self, claimed: Claimed) -> Outcome:
        return self.store.run(self._lands, claimed)

    def _lands(self, work: UnitOfWork, claimed: Claimed) -> Outcome:
        """A message that was sent stands in its chat."""
        if claimed.address.channel != webchat.CHANNEL:
            return Street._arrived(self, claimed)  # slots leave no bare super()
        try:
            number = webchat.say(work, claimed.address.chat, claimed.outgoing)
        except NotFoundError:
            return Outcome(claimed.id, claimed.chat_id, "failed")
        self.seen.append(Seen(str(number), claimed.address.chat, claimed.outgoing))
        return Outcome(claimed.id, claimed.chat_id, "sent", message_id=str(number))

    def neighbour(self, name: str, *, channel: str) -> Citizen:
        """Somebody who was greeted long ago."""
        citizen = self.person(name, channel=channel)

        def greeted(work: UnitOfWork) -> None:
            chat = chats.meet(work, citizen.event(Kind.MESSAGE))
            chats.change(work, chat.id, greeted_at=work.now, lang="vi", lang_fixed=True)

        self.store.run(greeted)
        return citizen


def chooses(citizen: Citizen, label: str) -> None:
    """A press on a button, or its label typed where the channel has too few."""
    if citizen.channel == "zalo":
        citizen.say(label)
    else:
        citizen.press(label)
