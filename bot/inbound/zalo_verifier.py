"""Serves the file by which Zalo verifies our domain (`/zalo_verifier<CODE>.html`), exactly as it was downloaded.

developers.zalo.me, domain verification. Only a file that `danban zalo verifier` stored is served: an answer for any
code would let a stranger verify our domain for their app.
"""

import re
from pathlib import Path

from fastapi import APIRouter, Response

from core.errors import DanBanError

_NAME = re.compile(r"zalo_verifier[A-Za-z0-9_-]{1,128}\.html")
_LARGEST = 20_000  # bytes
_FOLDER = "verifier"


def keep(files_dir: Path, source: Path) -> str:
    """Store the downloaded file; returns the path at which it is served. Raises DanBanError with a sentence."""
    if not _NAME.fullmatch(source.name):
        raise DanBanError(f"{source.name} is not the file that Zalo gives; its name is zalo_verifier<CODE>.html")
    try:
        content = source.read_bytes()
    except OSError:
        raise DanBanError(f"{source} cannot be read") from None
    if len(content) > _LARGEST:
        raise DanBanError(f"{source.name} is larger than any such file")
    folder = files_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / source.name).write_bytes(content)
    return f"/{source.name}"


def router(files_dir: Path) -> APIRouter:
    """The one route."""
    found = APIRouter()

    @found.get("/zalo_verifier{code}.html", include_in_schema=False)
    def verifier(code: str) -> Response:
        name = f"zalo_verifier{code}.html"
        path = files_dir / _FOLDER / name
        if not _NAME.fullmatch(name) or not path.is_file():
            return Response(status_code=404)
        return Response(path.read_bytes(), media_type="text/html; charset=utf-8")

    return found
