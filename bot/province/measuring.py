"""How a ward is, for the operator's page: counts from its database, and the bytes that it stores.

The files were counted by the last sweep of the store, once per minute in a folder and once per hour in a bucket.
"""

from dataclasses import replace
from pathlib import Path

from bot.app import Service
from storage.database import schemas
from storage.province.looking import look as looked
from storage.province.registry import Figures


def look(service: Service) -> Figures:
    """The figures of a ward. It blocks: not for the event loop."""
    found = service.database.glance(looked)
    url = service.settings.database_url
    stored = service.database.glance(schemas.size) if not service.database.embedded else _bytes(_file(url))
    return replace(found, stored=stored + service.files.size())


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
