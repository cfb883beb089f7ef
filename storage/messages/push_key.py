"""The key by which push services identify this ward (VAPID, RFC 8292).

It is stored beside the keys of consultations, in a file that only the service's account can read: outside the database,
its backups and every log. If it is lost, a new one is made; browsers notice this at their next visit and register
again.
"""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.database.outside import OutsideKeys

NAME = "push-vapid"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # the order of the curve P-256


def private(keys: OutsideKeys) -> ec.EllipticCurvePrivateKey:
    """The private key; the first call makes it."""
    wide = HKDF(SHA256(), 48, salt=None, info=b"danban web push").derive(keys.make(NAME))
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey) -> str:
    """The public key in the form that browsers need: an uncompressed point in base64url."""
    return words(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def words(content: bytes) -> str:
    """The content in base64url, without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
