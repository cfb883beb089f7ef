"""Promises of the look that can be measured: contrast in light and dark, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "console" / "static"
INKS = {
    "paper": ("ink", "quiet", "lacquer-ink", "danger", "amber", "jade", "slate"),
    "surface": ("ink", "quiet", "lacquer-ink", "danger", "amber", "jade", "slate"),
    "sunken": ("ink", "quiet"),
    "lacquer": ("on-lacquer",),
    "lacquer-deep": ("on-lacquer",),
    "lacquer-tint": ("lacquer-ink",),
    "amber-tint": ("amber", "ink"),
    "danger-tint": ("danger", "ink"),
    "jade-tint": ("jade", "ink"),
    "slate-tint": ("slate", "ink"),
    "danger": ("surface",),
}


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name."""
    light, _, dark = (STATIC / "tokens.css").read_text("utf-8").partition("@media")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark if scheme == "dark" else light))


def light_of(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: str) -> None:
    colours = tokens(scheme)
    weak = []
    for ground, inks in INKS.items():
        for ink in inks:
            high, low = sorted((light_of(colours[ground]), light_of(colours[ink])), reverse=True)
            if (high + 0.05) / (low + 0.05) < 4.5:
                weak.append((ground, ink))
    assert weak == []


@pytest.mark.parametrize(
    "path", sorted(path for path in STATIC.iterdir() if path.suffix != ".png"), ids=lambda path: path.name
)
def test_nothing_comes_from_other_hosts(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    # "(https://)" names no host: the toolbar of the bulletins writes it for the officer to go on.
    assert re.findall(r"https?://(?!\))|url\(|@import|[\"']//", text) == []
