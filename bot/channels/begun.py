"""Messages that need several calls: which parts have been sent, so that a repeat continues after them."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core.channel import Sent
from core.errors import Fate, SendError
from core.message import Address, Outgoing

_MOST = 1_000
_GOES_ON = frozenset({Fate.AGAIN, Fate.LATER, Fate.RECONNECT})  # the failed part surely did not arrive
P = TypeVar("P")


class Begun:
    """Remembers the sent parts in this process. After a restart, the whole message is sent again."""

    def __init__(self) -> None:
        self._ids: OrderedDict[tuple[Address, Outgoing], list[str]] = OrderedDict()

    async def say(
        self, address: Address, outgoing: Outgoing, *, parts: Sequence[P], one: Callable[[P], Awaitable[str]]
    ) -> Sent:
        """Send the parts that are not sent yet. `one` sends a part and returns its id. Raises what `one` raises."""
        key = (address, outgoing)
        ids = list(self._ids.pop(key, []))
        for part in parts[len(ids) :]:
            try:
                ids.append(await one(part))
            except SendError as error:
                if ids and error.fate in _GOES_ON:
                    self._ids[key] = ids
                    while len(self._ids) > _MOST:
                        self._ids.popitem(last=False)
                raise
        return Sent(tuple(each for each in ids if each))
