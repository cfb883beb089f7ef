"""How the texts of settings are read: the lines of `.env`, numbers, networks. A wrong one is a SettingError."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

from core.errors import SettingError

PAPER_FONT = "Times New Roman"  # the font of administrative papers: NĐ 30/2020, Phụ lục I, mục I.1
_LONGEST_FONT = 31  # Word's and Excel's limit for the name of a font


def port(given: Mapping[str, str]) -> str:
    """HTTP_PORT."""
    port = given.get("HTTP_PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingError(f"HTTP_PORT is {port!r}; it must be a number from 1 to 65535, for example HTTP_PORT=8000")
    return port


def whole(given: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    """A number from 1 to `most`."""
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most and len(text) < 9):
        raise SettingError(f"{name} is {text!r}; it must be a number from 1 to {most}, for example {name}={default}")
    return int(text)


def font(given: Mapping[str, str]) -> str:
    """PAPER_FONT: the name of a font family, without anything that could be markup or a pattern."""
    name = " ".join(given.get("PAPER_FONT", PAPER_FONT).split())
    if len(name) > _LONGEST_FONT or not all(each.isalnum() for each in name.replace(" ", "")):
        raise SettingError(
            f"PAPER_FONT is {name!r}; it must be the name of one font family, in at most {_LONGEST_FONT} letters, "
            f"digits and spaces, for example PAPER_FONT={PAPER_FONT}"
        )
    return name


def proxies(text: str) -> str:
    """Addresses and networks with commas. A trusted proxy can claim any address, so the whole internet is refused."""
    found = [each.strip() for each in text.split(",") if each.strip()]
    for each in found:
        try:
            whole = ip_network(each, strict=False).prefixlen == 0
        except ValueError:
            whole = True
        if whole:
            raise SettingError(
                f"PROXIES holds {each!r}; it must be addresses or networks of your reverse proxies, for example "
                "PROXIES=127.0.0.1,10.0.0.0/24"
            )
    return ",".join(found)


def env_file(path: Path) -> dict[str, str]:
    """The lines NAME=value of a file; none when there is no file."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, mark, value = text.removeprefix("export ").partition("=")
        if not mark:
            raise SettingError(f"Line {number} of {path} is not NAME=value")
        found[name.strip()] = value.strip().strip("'\"")
    return found
