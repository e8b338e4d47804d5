"""Earthdata Login's answers to a caller whom it doesn't know, with the headers of its pages."""

from __future__ import annotations

import secrets

from .exchange import Reply

_REALM = (
    "Please enter your Earthdata Login credentials. If you do not have a Earthdata Login, create one at"
    " https://urs.earthdata.nasa.gov//users/new"
)


def login_page() -> Reply:
    """What a browser gets without credentials: status 200, so only the content type tells that nobody is logged in."""
    form = '<form id="login" action="/login" method="post"><input name="username"/><input name="password" type="password"/></form>'
    filler = "<!-- Earthdata Login -->\n" * 420
    page = f"<!DOCTYPE html>\n<html><head><title>Earthdata Login</title></head><body>{form}\n{filler}</body></html>\n"
    return Reply(200, {"Content-Type": "text/html; charset=utf-8", **page_headers()}, page.encode())


def unauthorized() -> Reply:
    return Reply(
        401,
        {"Content-Type": "text/html; charset=utf-8", "WWW-Authenticate": f'Basic realm="{_REALM}"', **page_headers()},
        b"HTTP Basic: Access denied.\n",
    )


def page_headers() -> dict[str, str]:
    return {
        "Set-Cookie": f"_urs-gui_session={secrets.token_hex(16)}; path=/; HttpOnly",
        "Cache-Control": "no-store",
        "X-Frame-Options": "SAMEORIGIN",
        "X-Request-Id": secrets.token_hex(16),
        "X-Runtime": "0.010000",
        "Strict-Transport-Security": "max-age=31536000",
    }
