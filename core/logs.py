"""Logging: one line per record, without personal data and secrets.

Handlers log ids and counts, never what a person wrote. Tokens and keys are masked, in case a foreign library logs an
address that contains one.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
WARD: ContextVar[str] = ContextVar("ward", default="")  # of a process with several wards: for whom it works now


def get_logger(name: str) -> logging.Logger:
    """The logger of a room."""
    return logging.getLogger(f"danban.{name}")


class Mask(logging.Formatter):
    """Formats a record as one line of `key=value` and replaces secrets with stars."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = tuple(each for each in secrets if each)

    def hide(self, secrets: Iterable[str]) -> None:
        """Mask these too, from now on."""
        self._secrets = (*self._secrets, *(each for each in secrets if each and each not in self._secrets))

    def format(self, record: logging.LogRecord) -> str:
        """The line. It keeps the text of an exception and masks the secrets in it."""
        told = {key: value for key, value in vars(record).items() if key not in _KNOWN}
        if ward := WARD.get():
            told = {"ward": ward, **told}
        extra = " ".join(f"{key}={value}" for key, value in told.items())
        line = super().format(record) + (f" {extra}" if extra else "")
        return self.masked(line)

    def masked(self, text: str) -> str:
        """The text with stars in place of secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN.sub("***", text)


class JsonLines(Mask):
    """Formats a record as one JSON object per line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Each text in it is masked before it is written as JSON, which would change a secret's letters."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": record.getMessage(),
            **({"ward": ward} if (ward := WARD.get()) else {}),
            **{key: value for key, value in vars(record).items() if key not in _KNOWN},
        }  # fmt: skip
        if record.exc_info:
            told["error_text"] = self.formatException(record.exc_info)
        plain = {
            key: value if isinstance(value, int | float | None) else self.masked(str(value))
            for key, value in told.items()
        }
        return json.dumps(plain, ensure_ascii=False)


def start(*, secrets: Iterable[str] = (), level: int = logging.INFO, as_json: bool = False) -> None:
    """Start logging to standard error. Libraries log from WARNING up only.

    `as_json`: one JSON object per line; and each step of a message is logged too (`storage.messages.way`).
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets) if as_json else Mask(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("danban").setLevel(level)
    get_logger("way").setLevel(level if as_json else logging.WARNING)


def hide(secrets: Iterable[str]) -> None:
    """Mask more secrets: those of a ward that this process serves from now on."""
    secrets = tuple(secrets)
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, Mask):
            handler.formatter.hide(secrets)
