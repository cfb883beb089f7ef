#!/usr/bin/env bash
# "GMT+7", as Vietnamese papers write the zone, leaves feedparser without a time, and dateutil fourteen hours late.
#
# feedparser 6.0.14, python-dateutil 2.9.0.post0. A feed says <pubDate>Thu, 05 Mar 2026 07:00:00 GMT+7</pubDate>, which is
# midnight UTC. Guess: both read it, or both refuse. Seen: feedparser has the words and no `published_parsed`, although it
# reads "GMT+0700" right; "ICT", the zone's own name, it takes for UTC, seven hours late. dateutil reads GMT+7 and GMT+0700
# as seven hours behind UTC, so fourteen hours late; only "+0700" is the same time for both.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14 python-dateutil==2.9.0.post0
"$room/venv/bin/python" -W ignore - <<'PY'
import calendar
import sys
from datetime import UTC, datetime

import dateutil.parser
import feedparser

MIDNIGHT = datetime(2026, 3, 5, tzinfo=UTC).timestamp()
FEED = '<rss version="2.0"><channel><title>x</title><item><title>a</title><pubDate>{}</pubDate></item></channel></rss>'


def late(zone):
    said = f"Thu, 05 Mar 2026 07:00:00 {zone}"
    found = feedparser.parse(FEED.format(said)).entries[0].get("published_parsed")
    read = dateutil.parser.parse(said)
    return (
        None if found is None else (calendar.timegm(found) - MIDNIGHT) / 3600,
        None if read.tzinfo is None else (read.timestamp() - MIDNIGHT) / 3600,
    )


hours = {zone: late(zone) for zone in ("+0700", "GMT+7", "GMT+0700", "ICT")}
print(hours)
as_seen = {"+0700": (0, 0), "GMT+7": (None, 14), "GMT+0700": (0, 14), "ICT": (7, None)}
sys.exit(0 if hours == as_seen else 1)
PY
