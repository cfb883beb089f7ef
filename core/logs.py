"""Logging: one line per record, without personal data and secrets.

Handlers log ids and counts, never what a person wrote. Tokens and keys are masked, in case a foreign library logs an
address that contains one.
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
    """Formats a record as one line of `key=value` and replaces secrets with stars."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = tuple(each for each in secrets if each)

    def format(self, record: logging.LogRecord) -> str:
        """The line. It keeps the text of an exception and masks the secrets in it."""
        extra = " ".join(f"{key}={value}" for key, value in vars(record).items() if key not in _KNOWN)
        line = super().format(record) + (f" {extra}" if extra else "")
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _TOKEN.sub("***", line)


def start(*, secrets: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Start logging to standard error. Libraries log from WARNING up only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Mask(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("danban").setLevel(level)
