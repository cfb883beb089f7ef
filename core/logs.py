"""Logging: one line a record, no personal data, no secret.

Nothing that a person wrote is ever logged; handlers log ids and counts. Tokens and keys are masked should a foreign
library print an address that holds one.
"""

import logging
import re
import sys
from collections.abc import Iterable

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def get_logger(name: str) -> logging.Logger:
    """The logger of a room."""
    return logging.getLogger(f"danban.{name}")


class Mask(logging.Formatter):
    """Formats a record as one line of `key=value`, with secrets as stars."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = tuple(each for each in secrets if each)

    def format(self, record: logging.LogRecord) -> str:
        """The line; the text of an exception is kept, its secrets are not."""
        extra = " ".join(f"{key}={value}" for key, value in vars(record).items() if key not in _KNOWN)
        line = super().format(record) + (f" {extra}" if extra else "")
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _TOKEN.sub("***", line)


def start(*, secrets: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Log to standard error from now on. Libraries speak only from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Mask(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("danban").setLevel(level)
