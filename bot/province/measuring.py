"""How a ward is, for the operator's page: counts from its database, and the bytes that it stores."""

from dataclasses import replace
from pathlib import Path

from bot.app import Service
from storage.database import schemas
from storage.province.looking import look as looked
from storage.province.registry import Figures


def look(service: Service) -> Figures:
    """The figures of a ward. It blocks: not for the event loop."""
    found = service.database.look(looked)
    url = service.settings.database_url
    stored = service.database.look(schemas.size) if not service.database.embedded else _bytes(_file(url))
    return replace(found, stored=stored + _below(service.settings.files_dir))


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _below(folder: Path) -> int:
    """The bytes of the files in the store's folders."""
    return sum(_bytes(each) for each in folder.glob("[0-9a-f][0-9a-f]/*"))
