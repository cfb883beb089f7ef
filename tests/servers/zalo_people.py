"""A resident with Zalo: says, sends, presses. The events go to `deliver`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.servers.zalo import OA_ID, ZaloServer
from tests.servers.zalo_rules import Person

Deliver = Callable[[bytes, dict[str, str]], Awaitable[int]]  # body, headers -> HTTP status


@dataclass(slots=True)
class Resident:
    """One person. `deliver` brings an event to the webhook."""

    server: ZaloServer
    deliver: Deliver
    id: str = "3000000000000000101"

    @property
    def known(self) -> Person:
        """The person as the platform knows them."""
        person = self.server.people.setdefault(self.id, Person(self.id))
        person.id = self.id
        return person

    async def does(self, name: str, **fields: Any) -> int:
        """Any event of the person; returns the webhook's status."""
        self.known.last = self.server.clock.monotonic()
        return await self.deliver(*self.server.event(name, **fields))

    async def says(self, text: str, **message: Any) -> int:
        """Type a text."""
        return await self._message("user_send_text", text=text, **message)

    async def sends(self, sort: str, name: str, data: bytes, *, text: str = "") -> int:
        """Send one file: image, audio, file, video."""
        payload = {"url": self.server.keep(name, data), "name": name, "size": str(len(data))}
        return await self._message(f"user_send_{sort}", text=text, attachments=[{"type": sort, "payload": payload}])

    async def is_at(self, lat: str, lon: str) -> int:
        """Send a place."""
        payload = {"coordinates": {"latitude": lat, "longitude": lon}}
        return await self._message("user_send_location", attachments=[{"type": "location", "payload": payload}])

    async def presses(self, label: str) -> int:
        """Press the newest button with that label: the platform sends its value as a typed text."""
        for message in reversed(self.known.got):
            for each in message.get("attachment", {}).get("payload", {}).get("buttons", []):
                if each["title"].endswith(label):
                    return await self.says(each["payload"])
        raise AssertionError(f"no button {label!r}")

    async def _message(self, event: str, **message: Any) -> int:
        sender = {"sender": {"id": self.id}, "recipient": {"id": OA_ID}}
        message = {"msg_id": self.server.number(), **message}
        self.known.said.add(message["msg_id"])
        return await self.does(event, **sender, message=message)
