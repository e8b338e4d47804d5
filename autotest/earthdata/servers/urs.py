"""Earthdata Login (URS): the authorize page of the OAuth flow and the user-token calls."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs, quote

from ..state import planted
from ..state.context import Context
from ..state.edl_tokens import EdlToken, EdlTokens
from ..wire.exchange import Call, Reply, html_reply, json_reply, redirect
from ..wire.login_answers import login_page, page_headers, unauthorized


def _user_and_password(encoded: str) -> tuple[str, str] | None:
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return user, password


class Urs:
    """The server. OAuth codes are kept until a DAAC redeems them."""

    def __init__(self, context: Context, tokens: EdlTokens) -> None:
        self._context = context
        self._tokens = tokens
        self._codes: set[str] = set()

    def redeem(self, code: str) -> bool:
        """Called by a DAAC host: is it a code that was handed out, and not used before?"""
        if code not in self._codes:
            return False
        self._codes.remove(code)
        return True

    async def handle(self, call: Call) -> Reply:
        if call.path == "/oauth/authorize":
            return self._authorize(call)
        action = {
            ("POST", "/api/users/find_or_create_token"): self._find_or_create,
            ("POST", "/api/users/token"): self._create,
            ("GET", "/api/users/tokens"): self._list,
            ("POST", "/api/users/revoke_token"): self._revoke,
        }.get((call.method, call.path))
        if action is None:
            return html_reply(404, "The page you were looking for doesn't exist")
        if not self._is_user(call):
            return unauthorized()
        return action(call)

    def _is_user(self, call: Call) -> bool:
        scheme, _, encoded = call.header("Authorization").partition(" ")
        if scheme.lower() != "basic":
            return False
        right = _user_and_password(encoded) == (planted.USERNAME, planted.PASSWORD)
        call.entry.auth = {"scheme": "Basic", "secret": "password" if right else "wrong"}
        return right

    def _is_user_by_form(self, call: Call) -> bool:
        """The way for scripts: a form with the same content as Basic, and an Origin header."""
        form = parse_qs(call.body.decode("latin-1"))
        right = _user_and_password(form.get("credentials", [""])[0]) == (planted.USERNAME, planted.PASSWORD)
        call.entry.auth = {"scheme": "form", "secret": "password" if right else "wrong"}
        return right and bool(call.header("Origin"))

    def _authorize(self, call: Call) -> Reply:
        return_to = call.query.get("redirect_uri", "")
        if return_to not in (self._context.urls["cumulus"] + "/redirect", self._context.urls["tea"] + "/login"):
            return redirect(302, self._context.urls["urs"] + "/home")
        if call.method == "POST":
            known = self._is_user_by_form(call)
        elif call.header("Authorization"):
            known = self._is_user(call)
        elif call.query.get("app_type") == "401":
            return unauthorized()
        else:
            return login_page()
        if not known:
            return unauthorized()
        if not self._context.settings.eula_accepted:
            return html_reply(403, "Application not approved", **page_headers())
        code = planted.opaque("oauth-code")
        self._codes.add(code)
        state = quote(call.query.get("state", ""), safe="")
        return redirect(302, f"{return_to}?code={code}&state={state}", **page_headers())

    @staticmethod
    def _described(token: EdlToken) -> dict[str, str]:
        return {"access_token": token.value, "token_type": "Bearer", "expiration_date": token.expiration_date}

    def _find_or_create(self, call: Call) -> Reply:
        valid = self._tokens.valid
        return json_reply(200, self._described(valid[0])) if valid else self._create(call)

    def _create(self, call: Call) -> Reply:
        if len(self._tokens.valid) >= self._context.settings.max_edl_tokens:
            description = "The limit of tokens per user has been reached"
            return json_reply(403, {"error": "max_token_limit", "error_description": description})
        return json_reply(200, self._described(self._tokens.create()))

    def _list(self, call: Call) -> Reply:
        return json_reply(200, [{"access_token": token.value, "expiration_date": token.expiration_date} for token in self._tokens.valid])

    def _revoke(self, call: Call) -> Reply:
        token = self._tokens.find(call.query.get("token", ""))
        if token is None:
            return json_reply(404, {"error": "invalid_token", "error_description": "The token does not exist"})
        token.revoked = True
        return json_reply(200, {})
