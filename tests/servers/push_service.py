"""A push service and a browser behind it: it accepts pushes over HTTP and decrypts them with the keys that it made."""

import asyncio
import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.messages.push import Device
from tests.servers.places import Listening


class Plain(httpx.AsyncHTTPTransport):
    """Uses HTTP for an HTTPS address, because the test's server has no certificate."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http")
        return await super().handle_async_request(request)


def _words(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(slots=True)
class PushService(Listening):
    """`answers` are the statuses of the next requests, with a Retry-After header where one is given; then 201."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def device(self, name: str = "one") -> Device:
        """The browser as it registers with the ward."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Device(f"https://{self.place}/send/{name}", _words(point), _words(self.secret))

    def said(self) -> list[dict[str, Any]]:
        """The decrypted content of each push."""
        opened = [
            http_ece.decrypt(each, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
            for each in self.bodies
        ]
        return [json.loads(each) for each in opened]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        raw = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in head[1:] if line}
        self.heads.append({":line": head[0], **raw})
        self.bodies.append(await reader.readexactly(int(raw["content-length"])))
        status, after = self.answers.pop(0) if self.answers else (201, "")
        more = f"Retry-After: {after}\r\n" if after else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
