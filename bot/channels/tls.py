"""Whom this process trusts when it calls others by HTTPS. Reading the list of authorities takes 40 ms and half a
megabyte, so it is done once, however many wards and accounts the process has.
"""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The authorities of certifi, or those of SSL_CERT_FILE, as httpx reads them. Nobody changes what this gives."""
    return httpx.create_ssl_context()
