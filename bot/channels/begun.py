"""Messages that take several calls: what of one has gone out already, so that a repeat goes on where it ended."""

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
    """Remembers in this process; after a restart a message is said whole again."""

    def __init__(self) -> None:
        self._ids: OrderedDict[tuple[Address, Outgoing], list[str]] = OrderedDict()

    async def say(
        self, address: Address, outgoing: Outgoing, *, parts: Sequence[P], one: Callable[[P], Awaitable[str]]
    ) -> Sent:
        """Say the parts that have not gone out yet; `one` sends a part and gives its id. Raises what `one` raises."""
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
