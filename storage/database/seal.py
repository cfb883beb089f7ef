"""Encryption at rest: the content of a denunciation is never stored in the clear.

Luật Tố cáo 2018 Điều 9.1.b, NĐ 31/2019. Each ward has one key, derived from `SECRET_KEY`. A sealed text is in the same
column as an open one and has a mark in front. So all code reads in one way, and a missing call shows cipher text, never
a secret.

The choice in a secret ballot, and everything that arrives, is also sealed under a *ring*: a key outside the database
(`storage.database.outside`), which the mark names. Such a token is padded, so that its length does not tell the choice.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.database.outside import NoKeys, OutsideKeys
from storage.database.seal_errors import WrongKeyError

__all__ = ["DAY", "MARK", "RINGED", "Seal", "WrongKeyError", "ring_of"]

_HALF = 1 << 31  # 62-bit numbers are blinded in two halves
_SHIFT = 1 << 60  # so that negative ids can be blinded too
_ROUNDS = 4

MARK, RINGED = "enc1:", "enc2:"
DAY = "day-"  # the beginning of the key names for arrivals; there is one key per day of UTC
_TOKEN = re.compile(r"enc2:([a-z0-9-]{1,64}):")
_TOKEN_BYTES = re.compile(rb"enc2:([a-z0-9-]{1,64}):")
# bytes: the steps to which a ring's tokens are padded; small steps are used up to the large one
_SMALL, _LARGE = 512, 4096


class Seal:
    """Seals and opens texts and bytes with AES-256-GCM, and makes keyed digests.

    `keys` is the store of the rings' keys. Without it, arrivals are sealed under SECRET_KEY alone (commands, tools).
    """

    def __init__(self, secret_key: str, *, keys: OutsideKeys | None = None) -> None:
        material = HKDF(SHA256(), 64, salt=None, info=b"danban seal 1").derive(secret_key.encode())
        self._box = AESGCM(material[:32])
        self._names = material[32:]
        self.keys: OutsideKeys = keys if keys is not None else NoKeys()
        self._arrivals = keys is not None
        self._rings: dict[str, tuple[bytes, AESGCM]] = {}

    def close(self, content: bytes, *, ring: str = "", room: int = 0) -> bytes:
        """The content, encrypted and authenticated; 28 bytes longer.

        Under a `ring` it is padded, as if it had at least `room` bytes. Raises KeyGoneError for a ring whose key is not
        here.
        """
        nonce = os.urandom(12)
        if not ring:
            return nonce + self._box.encrypt(nonce, content, None)
        head = f"{RINGED}{ring}:".encode()
        return head + nonce + self._ring(ring).encrypt(nonce, _padded(content, room), head)

    def open(self, closed: bytes) -> bytes:
        """The content that was given to `close`.

        Raises WrongKeyError, and KeyGoneError for a ring whose key is not here.
        """
        token = _TOKEN_BYTES.match(closed)
        try:
            if token is None:
                return self._box.decrypt(closed[:12], closed[12:], None)
            end = token.end()
            plain = self._ring(token[1].decode()).decrypt(closed[end : end + 12], closed[end + 12 :], token[0])
        except (InvalidTag, ValueError) as error:
            raise WrongKeyError("SECRET_KEY does not open this; was the key changed?") from error
        return _unpadded(plain)

    def close_text(self, text: str, *, ring: str = "", room: int = 0) -> str:
        """The text as a marked token; an empty or already sealed text stays as it is, unless a `ring` is wished."""
        if ring:
            closed = self.close(text.encode(), ring=ring, room=room)
            head = len(RINGED) + len(ring) + 1
            return closed[:head].decode() + base64.b64encode(closed[head:]).decode()
        if not text or text.startswith(MARK) or ring_of(text):
            return text
        return MARK + base64.b64encode(self.close(text.encode())).decode()

    def open_text(self, stored: str) -> str:
        """The text behind a token; an open text comes back as it is. Raises WrongKeyError, KeyGoneError."""
        if token := _TOKEN.match(stored):
            return self.open(token[0].encode() + base64.b64decode(stored[token.end() :])).decode()
        if not stored.startswith(MARK):
            return stored
        return self.open(base64.b64decode(stored.removeprefix(MARK))).decode()

    def opener(self) -> Callable[[str], str]:
        """`open_text` for many texts of one transaction: the key of each ring is looked for once, not for each text."""
        boxes: dict[str, AESGCM] = {}

        def opened(stored: str) -> str:
            token = _TOKEN.match(stored)
            if token is None:
                return self.open_text(stored)
            if (box := boxes.get(token[1])) is None:
                box = boxes[token[1]] = self._ring(token[1])
            closed = binascii.a2b_base64(stored[token.end() :])  # base64.b64decode calls it, at five times the cost
            try:
                return _unpadded(box.decrypt(closed[:12], closed[12:], token[0].encode())).decode()
            except (InvalidTag, ValueError) as error:
                raise WrongKeyError("SECRET_KEY does not open this; was the key changed?") from error

        return opened

    def blind(self, purpose: str, number: int) -> int:
        """A number (64 bits, negative ones too) under which a row's id can be found again and read back, with the key
        only: a keyed permutation (Feistel, four rounds of HMAC-SHA256), one for each purpose. Always below zero.
        """
        return ~self._turned(purpose, number + _SHIFT, rounds=range(_ROUNDS))

    def bare(self, purpose: str, blinded: int) -> int:
        """The number that `blind` was given."""
        left, right = divmod(~blinded, _HALF)  # the halves change places, and the rounds run backwards
        swapped = self._turned(purpose, right * _HALF + left, rounds=reversed(range(_ROUNDS)))
        left, right = divmod(swapped, _HALF)
        return right * _HALF + left - _SHIFT

    def _turned(self, purpose: str, number: int, *, rounds: Iterable[int]) -> int:
        left, right = divmod(number, _HALF)
        for each in rounds:
            text = f"blind\x00{purpose}\x00{each}\x00{right}".encode()
            found = hmac.new(self._names, text, hashlib.sha256).digest()
            left, right = right, left ^ (int.from_bytes(found[:4]) % _HALF)
        return left * _HALF + right

    def arriving(self, now: datetime) -> str:
        """The ring for what arrives now; its key is made by the first arrival of the day. Empty without outside keys.

        Nobody knows yet whether a message is part of a secret ballot, so none may be readable by SECRET_KEY alone.
        """
        if not self._arrivals:
            return ""
        name = f"{DAY}{now.astimezone(UTC):%Y-%m-%d}"
        self.keys.make(name)
        return name

    def name(self, purpose: str, value: str) -> str:
        """A keyed digest in hex. It finds a secret value again without storing it."""
        return hmac.new(self._names, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()

    def _ring(self, ring: str) -> AESGCM:
        """The cipher of a ring. Its key comes from the ring's key and SECRET_KEY, so neither opens anything alone."""
        try:
            key = self.keys.get(ring)
        except WrongKeyError:
            self._rings.pop(ring, None)
            raise
        held = self._rings.get(ring)
        if held is not None and held[0] == key:
            return held[1]
        made = AESGCM(HKDF(SHA256(), 32, salt=self._names, info=f"danban ring 1 {ring}".encode()).derive(key))
        self._rings[ring] = (key, made)
        return made


def ring_of(stored: str) -> str:
    """The ring under which a token was sealed; empty for all other texts."""
    token = _TOKEN.match(stored)
    return token[1] if token else ""


def _unpadded(plain: bytes) -> bytes:
    return plain[4 : 4 + int.from_bytes(plain[:4], "big")]


def _padded(content: bytes, room: int) -> bytes:
    """The content after its length, padded to the next step. An observer only sees the number of steps."""
    size = max(len(content), room) + 4
    step = _SMALL if size <= _LARGE else _LARGE
    return (len(content).to_bytes(4, "big") + content).ljust(-(-size // step) * step, b"\0")
