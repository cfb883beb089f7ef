"""What the engines of several wards share: one dialect, the statements compiled for it, and the count of idle readers.

A compiled statement has some 10 kB, and a ward that talks has hundreds. They hold no value and no schema: on PostgreSQL
the connection's own path says whose tables a name means.
"""

from typing import Any

from sqlalchemy import Dialect, Engine

from storage.database.idle import Idle

_MOST = 2000  # statements; the oldest half goes first


class Plates:
    """Made once in a process. `press` lets an engine use what the others of its sort use."""

    def __init__(self) -> None:
        self.idle = Idle()
        self._by_sort: dict[str, tuple[Dialect, dict[Any, Any]]] = {}

    def press(self, engine: Engine) -> None:
        """Give the engine the shared dialect and statements. The first engine of a sort lends its own dialect.

        It connects once, because a dialect learns at its first connection what the server can do. The others do not
        ask again: that is five ways to the server for each.
        """
        name = engine.dialect.name
        if name not in self._by_sort:
            engine.connect().close()
            self._by_sort[name] = engine.dialect, _Kept()
        else:
            engine.dialect.initialize = _known  # type: ignore[method-assign,assignment]  # of the dialect that goes now
        engine.dialect, kept = self._by_sort[name]
        engine.update_execution_options(compiled_cache=kept)


def _known(_conn: object) -> None:
    """Ask nothing: the shared dialect knows the server."""


class _Kept(dict[Any, Any]):
    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= _MOST:
            for each in list(self)[: _MOST // 2]:
                self.pop(each, None)
        super().__setitem__(key, value)
