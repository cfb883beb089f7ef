"""Which running consultations have their key here; and carrying keys to another machine, separately from the backup.

Neither a backup nor the database holds a consultation's key. A restored installation, or a machine without the shared
folder of keys, must say so: without the key no answer can be taken, and ballots must not be counted as if there were
none. Only keys of running consultations are carried. A key that was destroyed at a close never comes back.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import select

from core.errors import ConflictError, DanBanError
from storage.database.outside import KeyGoneError, OutsideKeys
from storage.database.unit import UnitOfWork
from storage.polls import keys as poll_keys
from storage.tables.polls import polls
from storage.ward import alerts, audit

SHORTEST = 12  # characters of a passphrase
_HEAD = b"danban poll keys 1\n"
_SALT, _NONCE, _KEY = 16, 12, 32  # bytes


@dataclass(frozen=True, slots=True)
class Held:
    """The running consultations, by key, and those whose secret key is not on this machine."""

    running: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        """For an operator: "2 open polls, 1 key"."""
        polls, keys_here = len(self.running), len(self.running) - len(self.missing)
        return f"{polls} open poll{'' if polls == 1 else 's'}, {keys_here} key{'' if keys_here == 1 else 's'}"


def has(keys: OutsideKeys, poll: str) -> bool:
    """Whether the consultation's key is on this machine."""
    try:
        keys.get(poll_keys.ring(poll))
    except KeyGoneError:
        return False
    return True


def look(work: UnitOfWork, keys: OutsideKeys) -> Held:
    """The running consultations, and those without their key here.

    One that is past its time but not counted still runs.
    """
    rows = work.conn.execute(select(polls.c.key).where(polls.c.state == "open").order_by(polls.c.id))
    running = tuple(rows.scalars())
    return Held(running, tuple(each for each in running if not has(keys, each)))


def sound(work: UnitOfWork, poll: str) -> bool:
    """Alert the admins, once per day, that a consultation cannot take answers.

    False when they had the alert already.
    """
    return alerts.sound(work, "poll_key", detail=poll, unique_key=f"poll_key:{poll}:{work.now:%Y-%m-%d}")


def carried(work: UnitOfWork, keys: OutsideKeys) -> dict[str, bytes]:
    """The keys of running consultations that are here. The trail records that they were taken out."""
    held = look(work, keys)
    found = {each: keys.get(poll_keys.ring(each)) for each in held.running if each not in held.missing}
    audit.record(work, "poll.keys_exported", actor="command", polls=[*sorted(found)])
    return found


def wanted(work: UnitOfWork, keys: OutsideKeys, brought: Mapping[str, bytes]) -> list[str]:
    """The carried keys that are missing here, for running consultations. Raises ConflictError.

    A key that differs from the one here is refused: ballots under different keys cannot be joined.
    """
    held = look(work, keys)
    here = (each for each in held.running if each in brought and each not in held.missing)
    for each in here:
        if keys.get(poll_keys.ring(each)) != brought[each]:
            raise ConflictError(f"This machine has another key for the consultation {each}; nothing was changed.")
    return [each for each in held.missing if each in brought]


def put(keys: OutsideKeys, poll: str, key: bytes) -> None:
    """Store a key where the consultation looks for it; an existing key stays. It survives a power cut."""
    keys.put(poll_keys.ring(poll), key)


def closed(keys: Mapping[str, bytes], passphrase: str) -> bytes:
    """The keys as the content of a file that only the passphrase opens (scrypt, AES-256-GCM).

    Raises DanBanError: too short.
    """
    if len(passphrase) < SHORTEST:
        raise DanBanError(f"The passphrase must have at least {SHORTEST} characters.")
    text = json.dumps({poll: base64.b64encode(key).decode() for poll, key in sorted(keys.items())})
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return _HEAD + salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, text.encode(), _HEAD)


def opened(content: bytes, passphrase: str) -> dict[str, bytes]:
    """The keys that were given to `closed`. Raises DanBanError: no such file, another passphrase, damaged."""
    if not content.startswith(_HEAD):
        raise DanBanError("This is not a file of keys that `danban keys export` wrote.")
    body = content.removeprefix(_HEAD)
    salt, nonce, rest = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    try:
        text = AESGCM(_derived(passphrase, salt)).decrypt(nonce, rest, _HEAD)
    except (InvalidTag, ValueError) as error:
        raise DanBanError("The passphrase does not open this file, or the file is damaged.") from error
    return {poll: base64.b64decode(key) for poll, key in json.loads(text).items()}


def _derived(passphrase: str, salt: bytes) -> bytes:
    """Each try needs 64 MB of memory, so guessing a passphrase is expensive."""
    return Scrypt(salt=salt, length=_KEY, n=2**16, r=8, p=1).derive(passphrase.encode())
