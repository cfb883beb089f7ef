"""Which running consultations have their key here, and carrying keys to another machine apart from the backup.

Neither an archive nor the database holds a consultation's key. A restored installation, or a machine that does not
share the folder of keys, must say so: without the key no answer can be taken, and none may be counted as if there were
none. Only keys of consultations that run are carried; a key that was destroyed at a close never comes back.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import select

from core.errors import ConflictError, DanBanError
from storage.database.unit import UnitOfWork
from storage.polls import keys as poll_keys
from storage.tables.polls import polls
from storage.ward import alerts, audit

SHORTEST = 12  # characters of a passphrase
_HEAD = b"danban poll keys 1\n"
_SALT, _NONCE, _KEY = 16, 12, 32  # bytes


@dataclass(frozen=True, slots=True)
class Held:
    """The consultations that run, by key, and those of them whose secret key is not on this machine."""

    running: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        """For an operator: "2 open polls, 1 key"."""
        polls, keys_here = len(self.running), len(self.running) - len(self.missing)
        return f"{polls} open poll{'' if polls == 1 else 's'}, {keys_here} key{'' if keys_here == 1 else 's'}"


def has(files_dir: Path, poll: str) -> bool:
    """Whether the key of a consultation is on this machine."""
    return poll_keys.place(files_dir, poll).is_file()


def look(work: UnitOfWork, files_dir: Path) -> Held:
    """What runs, and what of it lacks its key here. One past its time that is not counted yet runs too."""
    rows = work.conn.execute(select(polls.c.key).where(polls.c.state == "open").order_by(polls.c.id))
    running = tuple(rows.scalars())
    return Held(running, tuple(each for each in running if not has(files_dir, each)))


def sound(work: UnitOfWork, poll: str) -> bool:
    """Tell the admins, once a day, that a consultation cannot take answers; whether they had not been told."""
    return alerts.sound(work, "poll_key", detail=poll, unique_key=f"poll_key:{poll}:{work.now:%Y-%m-%d}")


def carried(work: UnitOfWork, files_dir: Path) -> dict[str, bytes]:
    """The keys of the consultations that run and have theirs here; it is on the trail that they were taken out."""
    held = look(work, files_dir)
    found = {
        each: poll_keys.place(files_dir, each).read_bytes() for each in held.running if each not in held.missing
    }  # fmt: skip
    audit.record(work, "poll.keys_exported", actor="command", polls=[*sorted(found)])
    return found


def wanted(work: UnitOfWork, files_dir: Path, brought: Mapping[str, bytes]) -> list[str]:
    """Of the keys that were brought, those of consultations that run here without one. Raises ConflictError.

    One that differs from the key that is here is refused: ballots given under the one cannot be joined with the other.
    """
    held = look(work, files_dir)
    here = (each for each in held.running if each in brought and each not in held.missing)
    for each in here:
        if poll_keys.place(files_dir, each).read_bytes() != brought[each]:
            raise ConflictError(f"This machine has another key for the consultation {each}; nothing was changed.")
    return [each for each in held.missing if each in brought]


def put(files_dir: Path, poll: str, key: bytes) -> None:
    """Lay a key down where the consultation looks for it; one that is there stays. It survives a power cut."""
    path = poll_keys.place(files_dir, poll)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)  # whole under its name, or not at all
        except FileExistsError:
            return
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def closed(keys: Mapping[str, bytes], passphrase: str) -> bytes:
    """Keys as the content of a file that only the passphrase opens (scrypt, AES-256-GCM). Raises DanBanError: short."""
    if len(passphrase) < SHORTEST:
        raise DanBanError(f"The passphrase must have at least {SHORTEST} characters.")
    text = json.dumps({poll: base64.b64encode(key).decode() for poll, key in sorted(keys.items())})
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return _HEAD + salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, text.encode(), _HEAD)


def opened(content: bytes, passphrase: str) -> dict[str, bytes]:
    """What `closed` was given. Raises DanBanError: no such file, another passphrase, damaged."""
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
    """64 MB of memory for one try, so that guessing a passphrase is dear."""
    return Scrypt(salt=salt, length=_KEY, n=2**16, r=8, p=1).derive(passphrase.encode())
