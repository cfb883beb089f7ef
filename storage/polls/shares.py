"""Votes sealed to a key in three shares, of which any two open it: nobody reads a ballot before two people meet.

For votes of Điều 15 khoản 6 (Luật 10/2022). Each ballot is a sealed box (X25519, HKDF, AES-256-GCM) to a public key.
The private key is stored only in wrapped form, once per pair of shares, so one lost share loses no vote. The shares
themselves are shown once and stored nowhere.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, insert, select

from civics.polls.rules import PollState, Secrecy
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.tables.polls import poll_shares
from storage.ward import audit

HOLDERS = ("head", "front", "ward")  # head of the counting board, the Front (UBMTTQ), sealed at the ward
BOX = "box1:"
_SIZE = 16  # bytes of a share
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which people read as digits
_CHECK, _GROUP = 2, 4
_ALIKE = str.maketrans("ILO", "110")


class SharesError(ConflictError):
    """The vote needs two right shares. `which`: the places (0, 1) of the wrong ones; None: none were given.

    `reason`: tail of `polls.shares.wrong.*`: letters (mistyped), other (of another vote), same (one share twice).
    """

    def __init__(self, which: Sequence[int] = (), *, reason: str = "") -> None:
        super().__init__(f"two shares are needed: {reason}")
        self.which = tuple(which)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database stores of a vote's key. `marks`: a digest of each share, in the order of HOLDERS."""

    public: str
    wrapped: Mapping[str, str]
    marks: Sequence[str]


def make() -> tuple[Kept, tuple[str, ...]]:
    """A new key: what is stored, and the three shares in printed form. Call it outside transactions."""
    private, secrets = X25519PrivateKey.generate(), [os.urandom(_SIZE) for _ in HOLDERS]
    wrapped = {}
    for one, other in combinations(range(len(HOLDERS)), 2):
        nonce = os.urandom(12)
        closed = _pair(secrets[one], secrets[other]).encrypt(nonce, private.private_bytes_raw(), None)
        wrapped[f"{one}{other}"] = base64.b64encode(nonce + closed).decode()
    public = private.public_key().public_bytes_raw().hex()
    return Kept(public, wrapped, [_mark(each) for each in secrets]), tuple(_written(each) for each in secrets)


def keep(work: UnitOfWork, key: str, kept: Kept, *, staff_id: int) -> None:
    """Seal the vote to this key from its opening on. While it is a draft, a new key replaces an old one.

    Raises ConflictError unless it is a draft of a secret vote.
    """
    poll = polls.get(work, key)
    if poll.state is not PollState.DRAFT or not poll.law.vote or poll.secrecy is not Secrecy.SECRET:
        raise ConflictError("only a draft of a secret vote is given shares")
    forget(work, poll.id)
    values = {"public": kept.public, "wrapped": dict(kept.wrapped), "marks": list(kept.marks)}
    work.conn.execute(insert(poll_shares).values(poll_id=poll.id, **values))
    audit.record(work, "poll.shares_made", actor=audit.STAFF, staff_id=staff_id, poll=key)


def of(work: UnitOfWork, poll: polls.Poll) -> Kept | None:
    """The key of a secret vote; None where it has none."""
    if not poll.law.vote or poll.secrecy is not Secrecy.SECRET:
        return None
    row = work.conn.execute(select(poll_shares).where(poll_shares.c.poll_id == poll.id)).first()
    return None if row is None else Kept(row.public, row.wrapped, row.marks)


def forget(work: UnitOfWork, poll_id: int) -> None:
    """Remove a vote's key after the count or a cancellation."""
    work.conn.execute(delete(poll_shares).where(poll_shares.c.poll_id == poll_id))


def boxed(kept: Kept, said: str) -> str:
    """An answer in a box that only two holders of shares can open together."""
    once, nonce = X25519PrivateKey.generate(), os.urandom(12)
    there = bytes.fromhex(kept.public)
    ours = once.public_key().public_bytes_raw()
    key = _box_key(once.exchange(X25519PublicKey.from_public_bytes(there)), ours + there)
    return BOX + base64.b64encode(ours + nonce + key.encrypt(nonce, said.encode(), None)).decode()


def opener(kept: Kept, first: str, second: str) -> Callable[[str], str]:
    """A function that opens the boxes of a vote with two typed shares. Raises SharesError."""
    typed = (first, second)
    read = [_read(each) for each in typed]
    if bad := [place for place, each in enumerate(read) if each is None]:
        raise SharesError(bad, reason="letters")
    found = [each for each in read if each is not None]
    places = [kept.marks.index(_mark(each)) if _mark(each) in kept.marks else None for each in found]
    if bad := [place for place, each in enumerate(places) if each is None]:
        raise SharesError(bad, reason="other")
    known = sorted((at, share) for at, share in zip(places, found, strict=True) if at is not None)
    (one, share), (other, second_share) = known
    if one == other:
        raise SharesError((1,), reason="same")
    wrapped = base64.b64decode(kept.wrapped[f"{one}{other}"])
    try:
        private = _pair(share, second_share).decrypt(wrapped[:12], wrapped[12:], None)
    except InvalidTag as error:
        raise SharesError((0, 1), reason="other") from error
    return lambda said: _opened(X25519PrivateKey.from_private_bytes(private), said)


def _opened(private: X25519PrivateKey, said: str) -> str:
    if not said.startswith(BOX):
        return said
    raw = base64.b64decode(said.removeprefix(BOX))
    theirs, nonce, closed = raw[:32], raw[32:44], raw[44:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    return _box_key(shared, theirs + private.public_key().public_bytes_raw()).decrypt(nonce, closed, None).decode()


def _box_key(shared: bytes, both: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"danban vote box 1" + both).derive(shared))


def _pair(one: bytes, other: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"danban vote shares 1").derive(one + other))


def _mark(share: bytes) -> str:
    return hashlib.sha256(b"danban vote share 1" + share).hexdigest()


def _written(share: bytes) -> str:
    """A share in printed form: 26 letters and 2 check letters, in groups of four."""
    number, letters = int.from_bytes(share, "big"), ""
    for _ in range(26):
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    whole = letters + _check(letters)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _check(letters: str) -> str:
    digest = hashlib.sha256(letters.encode()).digest()
    return "".join(_LETTERS[each % 32] for each in digest[:_CHECK])


def _read(typed: str) -> bytes | None:
    """A share from a typed text; small letters, spaces and similar letters are accepted. None when it is mistyped."""
    whole = "".join(each for each in typed.upper().translate(_ALIKE) if each.isalnum())
    letters, check = whole[:-_CHECK], whole[-_CHECK:]
    if len(letters) != 26 or any(each not in _LETTERS for each in letters) or check != _check(letters):
        return None
    number = 0
    for each in letters:
        number = number * 32 + _LETTERS.index(each)
    return number.to_bytes(17, "big")[1:] if number < 1 << 128 else None
