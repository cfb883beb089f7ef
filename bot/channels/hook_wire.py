"""How a webhook's call is signed: Standard Webhooks 1.0 (https://www.standardwebhooks.com), HMAC-SHA256."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

_PREFIX = "whsec_"


def headers(secrets: Sequence[str], *, event: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of one try. `now` is signed too: receivers refuse what is more than five minutes old.

    `secrets`: each `whsec_` and standard base64; one signature by each, so that a secret can be changed.
    """
    at = str(int(now.timestamp()))
    keys = [base64.b64decode(each.removeprefix(_PREFIX)) for each in secrets]
    marks = [hmac.digest(key, f"{event}.{at}.".encode() + body, hashlib.sha256) for key in keys]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": event,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in marks),
    }
