"""A DAAC host of the TEA family (thin-egress-app, Python). HTML for browsers, JSON for everybody else."""

from __future__ import annotations

import base64
import binascii
import json
from urllib.parse import quote

from ..wire.exchange import Call, Reply, html_reply, json_reply, redirect
from .daac import Daac

_APPROVE = "/approve_app?client_id=TeaClientId"


def _is_jwt(token: str) -> bool:
    """Whether the token can be decoded; its signature is another matter."""
    parts = token.split(".")
    if len(parts) != 3:
        return False
    try:
        for part in parts[:2]:
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return False
    return True


class Tea(Daac):
    service = "tea"
    cookie_name = "asf-urs"
    callback_path = "/login"

    def ask_for_login(self, call: Call) -> Reply:
        urls = self.context.urls
        state = quote(call.undecoded_path, safe="")
        query = f"client_id=TeaClientId&response_type=code&redirect_uri={urls['tea']}/login&state={state}"
        if not call.from_browser:
            query += "&app_type=401"
        return redirect(302, f"{urls['urs']}/oauth/authorize?{query}")

    def refuse_bearer(self, call: Call, token: str) -> Reply:
        """Earthdata Login's own words are passed on for a token that can be decoded (wording inferred)."""
        if not _is_jwt(token):
            return self.ask_for_login(call)
        description = "The token is either malformed or does not exist"
        return json_reply(401, {"status_code": 401, "error": "invalid_token", "error_description": description})

    def bad_authorization(self, call: Call) -> Reply:
        scheme, _, value = call.header("Authorization").partition(" ")
        if scheme.lower() == "basic" and value:
            return self.ask_for_login(call)
        return json_reply(400, {"status_code": 400, "error_description": "Malformed Authorization header"})

    def refusal_of_user(self, call: Call) -> Reply | None:
        if self.context.settings.eula_accepted:
            return None
        if call.from_browser:
            return html_reply(403, "EULA Acceptance Failure")
        return json_reply(
            403,
            {
                "status_code": 403,
                "error": "invalid_token",
                "error_description": "EULA Acceptance Failure",
                "resolution_url": self.context.urls["urs"] + _APPROVE,
            },
        )

    def callback(self, call: Call) -> Reply:
        problem = call.query.get("error")
        if problem == "access_denied":
            return html_reply(401, "Be sure to agree to the EULA")
        cookie = None if problem else self.open_session(call.query.get("code", ""))
        if cookie is None:
            return html_reply(400, "An error occurred while trying to log in")
        return redirect(301, call.query.get("state", "/"), **{"Set-Cookie": cookie})
