#!/usr/bin/env bash
# A webhook that is signed at a moment with Vietnam's zone is refused: the signers drop the zone and keep the clock.
#
# standardwebhooks 1.1.0, svix 2.9.1. Both take an aware datetime for `sign`. Guess: it is converted, so one moment gives
# one signature, whatever its zone. Seen: 10:00 at +07:00 is signed as 10:00 UTC, so the signature differs from that of
# 03:00 UTC, and `verify` with the right header of seconds says that no signature matches. A naive moment would be the
# usual suspect; this one is aware.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0 svix==2.9.1
"$room/venv/bin/python" -W ignore - <<'PY'
import base64
import sys
from datetime import UTC, datetime, timedelta, timezone

from standardwebhooks.webhooks import Webhook as Standard
from svix.webhooks import Webhook as Svix

secret = "whsec_" + base64.b64encode(bytes(range(32))).decode()
now = datetime.now(UTC).replace(microsecond=0)
there = now.astimezone(timezone(timedelta(hours=7)))
assert now == there
seen = {}
for name, kind in (("standardwebhooks", Standard), ("svix", Svix)):
    hook = kind(secret)
    shifted = now.replace(tzinfo=None) + timedelta(hours=7)
    same, clock = hook.sign("m", now, "{}") == hook.sign("m", there, "{}"), hook.sign("m", shifted.replace(tzinfo=UTC), "{}")
    heads = {"id": "m", "timestamp": str(int(there.timestamp())), "signature": hook.sign("m", there, "{}")}
    try:
        hook.verify("{}", {f"webhook-{key}": value for key, value in heads.items()})
        taken = True
    except Exception as error:
        taken = f"{type(error).__name__}: {error}"
    seen[name] = (same, clock == hook.sign("m", there, "{}"), taken)
print(seen)
sys.exit(0 if all(each[:2] == (False, True) and each[2] is not True for each in seen.values()) else 1)
PY
