"""Our own style sheets, scripts and pictures: read once, joined and compressed once, kept by browsers for ever.

The version is in the folder of an address (`/static/3f0c…/chat.js`). So a script that imports `./line.js` gets the file
of its own version, and no page mixes two releases. A page of an earlier release still gets a file, which the browser
does not keep.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

# A page asks for one sheet: on a slow line each further request costs a round trip.
_JOINED = {
    "page.css": ("tokens.css", "ground.css", "base.css"),
    "talk.css": ("tokens.css", "ground.css", "chat.css"),
}
_FOR_EVER = "public, max-age=31536000, immutable"
_TEXT = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_LEAST = 256  # bytes; compressing smaller files gains nothing


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    kind: str
    packs: bool  # whether compressing gains anything


class Statics:
    """All files of `console/static`, as an ASGI application that is mounted under /static."""

    def __init__(self) -> None:
        raw = {each.name: each.read_bytes() for each in files("console").joinpath("static").iterdir() if each.is_file()}
        raw |= {name: b"\n".join(raw[part] for part in parts) for name, parts in _JOINED.items()}
        self._files = {name: _made(name, body) for name, body in raw.items()}
        self._packed: dict[str, bytes] = {}  # by gzip, made at the first request
        self.version = _version(raw)

    def address(self, name: str) -> str:
        """The address of a file. Raises KeyError for an unknown name."""
        return f"/static/{self.version}/{self._files[name] and name}"

    def names(self) -> tuple[str, ...]:
        """Every file, the joined ones too."""
        return tuple(sorted(self._files))

    def answer(self, name: str, headers: Headers, *, version: str = "") -> Response:
        """The file, compressed where the browser takes it. Raises HTTPException, 404."""
        found = self._files.get(name)
        if found is None:
            raise HTTPException(404)
        told = {"Vary": "Accept-Encoding", "Cache-Control": _FOR_EVER if version == self.version else "no-cache"}
        tag = f'"{self.version}"'
        if headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={**told, "ETag": tag})
        body = found.body
        if found.packs and "gzip" in headers.get("accept-encoding", ""):
            told["Content-Encoding"] = "gzip"
            body = self._packed.get(name) or self._packed.setdefault(name, gzip.compress(body, 9, mtime=0))
        return Response(body, media_type=found.kind, headers={**told, "ETag": tag})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below /static."""
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405)
        path = scope["path"].removeprefix(scope.get("root_path", "")).strip("/")
        version, _, name = path.rpartition("/")
        await self.answer(name, Headers(scope=scope), version=version)(scope, receive, send)


def _made(name: str, body: bytes) -> _File:
    ending = name[name.rfind(".") :]
    kind = _TEXT.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _File(body, kind, ending in _TEXT and len(body) > _LEAST)


def _version(raw: Mapping[str, bytes]) -> str:
    """Twelve characters; they change as soon as any file changes."""
    found = hashlib.sha256()
    for name, body in sorted(raw.items()):
        found.update(f"{name}:{len(body)}:".encode() + body)
    return found.hexdigest()[:12]
