"""The request of a web push: encrypted for one browser (RFC 8291, RFC 8188) and signed by the ward (RFC 8292)."""

import base64
import json
import os
import struct
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.messages.push import Device
from storage.messages.push_key import public, words

ROOM = 512  # bytes: every push has the same length, so the length tells nothing
_RECORD = 4096  # the record size in the header; our single record is shorter
_PROOF = timedelta(hours=12)  # RFC 8292 allows a day


class BadKeyError(ValueError):
    """The browser's keys are not valid."""


def encrypted(content: bytes, device: Device) -> bytes:
    """The body of the request. Raises BadKeyError; ValueError when the content is longer than ROOM."""
    if len(content) > ROOM:
        raise ValueError("too long for a push")
    try:
        point, auth = _bytes(device.p256dh), _bytes(device.auth)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadKeyError("the browser's keys are none") from error
    if len(auth) != 16:
        raise BadKeyError("the browser's secret is none")
    once, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    ours = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = once.exchange(ec.ECDH(), theirs)
    secret = _derived(auth, shared, b"WebPush: info\0" + point + ours, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    padded = content + b"\x02" + bytes(ROOM - len(content))
    head = salt + struct.pack(">IB", _RECORD, len(ours)) + ours
    return head + AESGCM(key).encrypt(nonce, padded, None)


def proof(key: ec.EllipticCurvePrivateKey, endpoint: str, *, contact: str, now: datetime) -> str:
    """The Authorization header: a token for this push service, valid for twelve hours. `contact`: our address."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + _PROOF).timestamp()), "sub": contact}
    said = ".".join(
        words(json.dumps(each, separators=(",", ":")).encode()) for each in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={said}.{words(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public(key)}"


def _derived(salt: bytes, secret: bytes, info: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, salt=salt, info=info).derive(secret)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii", "strict") + b"=" * (-len(text) % 4))
