"""Encryption at rest: what a denunciation says is never stored in the clear (Luật Tố cáo 2018 Điều 9.1.b, NĐ 31/2019).

One key a ward, derived from `SECRET_KEY`. A sealed text is stored in the same column as an open one, with a mark in
front, so there is one way to read and a forgotten call shows cipher text, never a secret.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import DanBanError

MARK = "enc1:"
_HALF = 1 << 31  # numbers of 62 bits are blinded in two halves
_SHIFT = 1 << 60  # so that negative ids can be blinded too
_ROUNDS = 4


class WrongKeyError(DanBanError):
    """The key does not open what is stored: SECRET_KEY has changed, or the bytes are damaged."""


class Seal:
    """Closes and opens texts and bytes with AES-256-GCM, and names things by keyed digests."""

    def __init__(self, secret_key: str) -> None:
        material = HKDF(SHA256(), 64, salt=None, info=b"danban seal 1").derive(secret_key.encode())
        self._box = AESGCM(material[:32])
        self._names = material[32:]

    def close(self, content: bytes) -> bytes:
        """The content encrypted and authenticated; 28 bytes longer."""
        nonce = os.urandom(12)
        return nonce + self._box.encrypt(nonce, content, None)

    def open(self, closed: bytes) -> bytes:
        """What `close` was given. Raises WrongKeyError."""
        try:
            return self._box.decrypt(closed[:12], closed[12:], None)
        except (InvalidTag, ValueError) as error:
            raise WrongKeyError("SECRET_KEY does not open this; was the key changed?") from error

    def close_text(self, text: str) -> str:
        """The text as a marked token; an empty or already sealed text stays as it is."""
        if not text or text.startswith(MARK):
            return text
        return MARK + base64.b64encode(self.close(text.encode())).decode()

    def open_text(self, stored: str) -> str:
        """The text behind a token; an open text comes back as it is. Raises WrongKeyError."""
        if not stored.startswith(MARK):
            return stored
        return self.open(base64.b64decode(stored.removeprefix(MARK))).decode()

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

    def name(self, purpose: str, value: str) -> str:
        """A keyed digest (hex) under which a secret can be found again without being stored."""
        return hmac.new(self._names, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()
