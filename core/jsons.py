"""JSON as rows hold it: short, with letters as they are."""

import json
from collections.abc import Mapping

from core.message import Json

# `json.dumps` makes an encoder at each call that does not take its defaults, and a message is written five times.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def written(value: Mapping[str, Json]) -> str:
    """The value as JSON. Raises TypeError for what JSON cannot hold."""
    return _ENCODER.encode(value)
