"""`danban zalo connect`: an admin of the Official Account agrees in the browser, and the tokens are stored sealed.

It uses OAuth v4 with PKCE. Or it takes from standard input a refresh token that somebody made by hand (API Explorer).
"""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.channels import zalo_wire
from bot.inbound import zalo_verifier
from bot.inbound.zalo_tokens import LEASE, Account, RefusedTokenError, UnclearError, consent_address, exchange
from bot.process import installation
from core.errors import DanBanError, SettingError
from core.settings import Settings
from storage.messages import grants, leases


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parsers of `zalo connect` and `zalo verifier`."""
    zalo = commands.add_parser("zalo", help="the Official Account").add_subparsers(required=True, metavar="ACT")
    join = zalo.add_parser("connect", help="let the app speak for the Official Account (consent, or a token)")
    join.add_argument("--redirect", default="", help="the callback address saved at developers.zalo.me")
    join.add_argument("--verifier", default="", help="the code verifier, when the console's own link is used")
    join.add_argument("--refresh-token-stdin", action="store_true", help="read a refresh token from standard input")
    join.set_defaults(act=connect)
    prove = zalo.add_parser("verifier", help="serve the downloaded file that proves the domain")
    prove.add_argument("file", type=Path)
    prove.set_defaults(act=verify)


def verify(settings: Settings, parsed: argparse.Namespace) -> None:
    """Serve the file. Raises DanBanError."""
    path = zalo_verifier.keep(settings.files_dir, parsed.file)
    print(f"Served at {settings.public_url}{path}. Now press Verify at developers.zalo.me.")


def connect(settings: Settings, parsed: argparse.Namespace) -> None:
    """Lead through the consent, or take a token. Raises DanBanError with what to do next."""
    if not settings.zalo_app_id:
        raise SettingError("ZALO_APP_ID is not set; docs/zalo.md says where to find it and its companions")
    settings = installation.with_secret_key(settings, make=True)
    installation.must_be_current(settings)
    account = Account(settings.zalo_app_id, settings.zalo_oa_id, settings.zalo_oauth_url, settings.zalo_app_secret)
    if parsed.refresh_token_stdin:
        token = sys.stdin.readline().strip()
        if not token:
            raise DanBanError("Standard input held no refresh token.")
        form = {"grant_type": "refresh_token", "refresh_token": token}
    else:
        form = agreed(account, settings, redirect=parsed.redirect, verifier=parsed.verifier)
    asyncio.run(store(settings, account, form))
    print("Connected. Messages that waited for Zalo go out by themselves.")


def agreed(account: Account, settings: Settings, *, redirect: str, verifier: str) -> dict[str, str]:
    """The form of a consent that was given in the browser; it asks on the terminal. Raises DanBanError."""
    verifier = verifier or secrets.token_urlsafe(32)  # 43 characters
    state = secrets.token_urlsafe(9)
    redirect = redirect or f"{settings.public_url}/"
    address = consent_address(account, redirect=redirect, verifier=verifier, state=state)
    print(
        "1. As an admin of the Official Account, open this address and agree:\n\n"
        f"   {address}\n\n"
        f"   The callback saved at developers.zalo.me must be {redirect}\n"
        "2. The browser comes back to an address with ?code=… in it. Paste that address (or the code) here within\n"
        "   ten minutes, then press Enter:",
        flush=True,
    )
    return {
        "grant_type": "authorization_code",
        "code": code_of(sys.stdin.readline().strip(), state, settings.zalo_oa_id),
        "code_verifier": verifier,
    }


def code_of(pasted: str, state: str, oa_id: str) -> str:
    """The code in the pasted text: a bare code, or the address to which the browser came back. Raises DanBanError."""
    if not pasted:
        raise DanBanError("Nothing was pasted; start again with `danban zalo connect`.")
    if "://" not in pasted:
        return pasted
    found = {name: values[0] for name, values in parse_qs(urlsplit(pasted).query).items()}
    if not found.get("code"):
        raise DanBanError("That address has no ?code=… in it; the admin may have refused. Start again.")
    if found.get("state", state) != state:
        raise DanBanError("That address belongs to another try. Start again with `danban zalo connect`.")
    if found.get("oa_id", oa_id) != oa_id:
        raise DanBanError(f"Consent was given for another account ({found['oa_id'][:32]}); ZALO_OA_ID is {oa_id}.")
    return found["code"]


async def store(settings: Settings, account: Account, form: dict[str, str]) -> None:
    """Hand over the code or token, and keep the pair that comes back. Raises DanBanError with what to do next."""
    database = installation.opened(settings, writes=True)
    holder, lease = f"connect:{secrets.token_hex(4)}", f"grant:{account.name}"
    try:
        if await database.write(leases.take, lease, holder, seconds=LEASE) is None:
            raise DanBanError("The service is renewing its token just now; try again in a minute.")
        try:
            async with zalo_wire.client() as client:
                pair = await exchange(client, account, form)
            await database.write(
                lambda work: grants.keep(work, account.name, access=pair.access, refresh=pair.refresh, lasts=pair.lasts)
            )
        finally:
            await database.write(leases.give_back, lease, holder)
    except RefusedTokenError as error:
        raise DanBanError(
            f"Zalo does not take it ({error}). A code is good once and for ten minutes; start again."
        ) from None
    except UnclearError as error:
        raise DanBanError(f"Zalo did not answer properly ({error}); start again.") from None
    finally:
        database.close()
