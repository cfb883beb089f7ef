"""How a webhook's call is signed: Standard Webhooks 1.0 (https://www.standardwebhooks.com), HMAC-SHA256."""

import base64
import hashlib
import hmac
from datetime import datetime

_PREFIX = "whsec_"


def headers(secret: str, *, event: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of one try. `now` is signed too: receivers refuse what is more than five minutes old.

    `secret`: `whsec_` and standard base64.
    """
    at = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    mark = hmac.new(key, f"{event}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": event,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }
