#!/usr/bin/env bash
# A photo that a resident sends to a Zalo bot has no address and no words in python-zalo-bot, and its time has no zone.
#
# python-zalo-bot 0.1.9. It is shaped after python-telegram-bot. The platform's page names the picture's field `photo`,
# beside `caption`; messages that were caught have `photo_url`. Guess: both are read, and `date` is aware, in UTC, as in
# the library it follows. Seen: of `photo` nothing is in the message (`photo_url` is None), a caption has no attribute at
# all, `photo_url` is read; `date` is naive, in the zone of the machine, so one message has two times on two servers.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check python-zalo-bot==0.1.9
cat >"$room/a.py" <<'PY'
import sys

import zalo_bot

BASE = {
    "from": {"id": "a1", "display_name": "Lan", "is_bot": False}, "chat": {"id": "a1", "chat_type": "PRIVATE"},
    "message_id": "m1", "date": 1764471600000,
}


def read(**more):
    return zalo_bot.Message.de_json({**BASE, **more}, None)


named, caught = read(photo="https://a.example/1.jpg", caption="Ổ gà"), read(photo_url="https://a.example/1.jpg")
print(named.photo_url, hasattr(named, "caption"), caught.photo_url, named.date, named.date.tzinfo)
right = (named.photo_url, hasattr(named, "caption"), named.date.tzinfo) == (None, False, None)
sys.exit(0 if right and caught.photo_url and named.date.hour == int(sys.argv[1]) else 1)
PY
TZ=UTC "$room/venv/bin/python" -W ignore "$room/a.py" 3
TZ=Asia/Ho_Chi_Minh "$room/venv/bin/python" -W ignore "$room/a.py" 10
