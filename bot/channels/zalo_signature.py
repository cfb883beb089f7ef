"""Checks that an event comes from Zalo: `mac=` and a plain SHA-256 over the received bytes, not an HMAC.

developers.zalo.me, Official Account webhooks: app id + raw body + timestamp + OA secret key, nothing between them.
"""

import hashlib
import hmac
import json
from enum import Enum

from core.errors import UnreadableError
from core.message import Json

TEST_ID = "This is message id"  # of the console's button "Kiểm tra"; it is answered, then dropped


class Check(Enum):
    """The result of a check."""

    GOOD = "good"
    BAD = "bad"
    # signed with the account's id instead of the app's, which some people report; refused, but logged
    OTHER_FORM = "other form"


def body_of(raw: bytes) -> dict[str, Json]:
    """The event in a body. Raises UnreadableError."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("the body is no JSON") from error
    if not isinstance(found, dict):
        raise UnreadableError("the body is not a JSON object")
    return found


def check(raw: bytes, header: str, *, app_id: str, oa_id: str, secret_key: str) -> Check:
    """Compare an event's header, in constant time, with the digest that we compute over its raw bytes.

    The body must name our own app. Spaces around the `=` are accepted, because the documentation prints them.
    """
    try:
        body = body_of(raw)
    except UnreadableError:
        return Check.BAD
    timestamp, app = body.get("timestamp"), body.get("app_id")
    name, _, given = header.partition("=")
    ours = app == app_id or (isinstance(app, str) and _is_test(body))
    if not isinstance(timestamp, str) or not ours or name.strip() != "mac":
        return Check.BAD
    given = given.strip()
    if hmac.compare_digest(given.encode(), _mac(str(app), raw, timestamp, secret_key).encode()):
        return Check.GOOD
    other = hmac.compare_digest(given.encode(), _mac(oa_id, raw, timestamp, secret_key).encode())
    return Check.OTHER_FORM if other else Check.BAD


def _is_test(body: dict[str, Json]) -> bool:
    """Whether it is the event of the console's test button: signed with our secret, but with invented ids."""
    message = body.get("message")
    return isinstance(message, dict) and message.get("msg_id") == TEST_ID


def _mac(first: str, raw: bytes, timestamp: str, secret_key: str) -> str:
    return hashlib.sha256(first.encode() + raw + timestamp.encode() + secret_key.encode()).hexdigest()
