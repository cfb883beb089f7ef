"""Which reading connections of many wards stay open while nobody reads: those of the wards that were read last.

A connection of SQLite holds the whole schema in memory, half a megabyte. Opening one takes two milliseconds of CPU, so
a ward whose pages are read keeps its own, and one that nobody reads does not.
"""

import threading

from sqlalchemy import Engine, event

_MOST = 16  # wards


class Idle:
    """Closes the idle connections of the engine that was used longest ago, when more than `_MOST` have some."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[Engine, None] = {}  # the latest at the end

    def watch(self, engine: Engine) -> None:
        """Count this engine from now on."""

        def came_back(_connection: object, _record: object) -> None:
            with self._lock:
                self._used.pop(engine, None)
                self._used[engine] = None
                past = next(iter(self._used)) if len(self._used) > _MOST else None
                if past is not None:
                    del self._used[past]
            if past is not None:
                past.dispose()  # a connection that is in use just now is closed when it comes back

        event.listen(engine, "checkin", came_back)

    def forget(self, engine: Engine) -> None:
        """It is closed."""
        with self._lock:
            self._used.pop(engine, None)
