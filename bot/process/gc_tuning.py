"""Python's search for garbage in circles, made rare: what was built at the start lives as long as the process.

With the models of the platforms and of SQL in memory each full search stops the event loop for a tenth of a second,
several times a second while bulletins go out. Frozen and made rarer it halves the time that a send takes.
"""

import gc
import sys

_YOUNG, _MIDDLE, _OLD = 10_000, 20, 50
_SWITCH = 0.001  # seconds: the writer's thread waits so long for the event loop's, at each statement


def settle() -> None:
    """Call once, when all is imported and built and before the work begins."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    sys.setswitchinterval(_SWITCH)


def keep() -> None:
    """Call when something large was built later: it lives as long, and no search goes through it."""
    gc.freeze()
