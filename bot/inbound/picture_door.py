"""Addresses where a platform that takes pictures only by address (Zalo Bot Platform) may fetch our pictures.

An address is valid for an hour, names one file, and cannot be made without the server's key. Sealed files have none.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter, Response

from core.clock import Clock
from core.errors import StoreAwayError

LASTS = timedelta(hours=1)
PATH = "/hook/zalo-bot/picture"


class PictureDoor:
    """Makes the addresses, and answers requests for them with a small version of the picture."""

    def __init__(
        self,
        public_url: str,
        key: str,
        *,
        path_of: Callable[[str], Path | None],
        small: Callable[[Path], bytes],
        clock: Clock,
    ) -> None:
        """`path_of` gives the path of an open kept file, None for a sealed or lost one; `small` shrinks a picture."""
        self._public_url = public_url
        self._key = hashlib.sha256(f"picture door {key}".encode()).digest()
        self._path_of = path_of
        self._small = small
        self._clock = clock

    def address(self, digest: str) -> str:
        """The address of the picture, valid for an hour. Empty without a public HTTPS address, or for a sealed file."""
        if not self._public_url.startswith("https://") or self._path_of(digest) is None:
            return ""
        until = int((self._clock() + LASTS).timestamp())
        return f"{self._public_url}{PATH}/{digest}/{until}/{self._mark(digest, until)}.jpg"

    def _mark(self, digest: str, until: int) -> str:
        return hmac.new(self._key, f"{digest}/{until}".encode(), hashlib.sha256).hexdigest()[:32]

    def router(self) -> APIRouter:
        """The one route. Anything but a valid address is a 404."""
        found = APIRouter()

        @found.get(PATH + "/{digest}/{until}/{mark}.jpg", include_in_schema=False)
        async def picture(digest: str, until: str, mark: str) -> Response:
            known = until.isdecimal() and len(until) <= 12
            good = known and hmac.compare_digest(mark.encode(), self._mark(digest, int(until)).encode())
            in_time = good and self._clock().timestamp() < int(until)
            try:
                path = await asyncio.to_thread(self._path_of, digest) if in_time else None
            except StoreAwayError:
                return Response(status_code=503, headers={"Retry-After": "60"})
            if path is None:
                return Response(status_code=404)
            try:
                content = await asyncio.to_thread(self._small, path)
            except (OSError, ValueError):
                return Response(status_code=404)
            kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
            return Response(content, media_type=kind, headers={"Cache-Control": "private, no-store"})

        return found
