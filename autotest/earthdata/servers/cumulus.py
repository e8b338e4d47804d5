"""A DAAC host of the Cumulus family (Node). It answers a bad bearer token like no token at all: 307 to Earthdata Login."""

from __future__ import annotations

from urllib.parse import quote

from ..wire.exchange import Call, Reply, json_reply, redirect
from .daac import Daac


class Cumulus(Daac):
    service = "cumulus"
    cookie_name = "accessToken"
    callback_path = "/redirect"

    def ask_for_login(self, call: Call) -> Reply:
        urls = self.context.urls
        return_to = quote(urls["cumulus"] + "/redirect", safe="")
        state = quote(call.undecoded_path, safe="")
        query = f"client_id=CumulusClientId&redirect_uri={return_to}&response_type=code&state={state}"
        return redirect(307, f"{urls['urs']}/oauth/authorize?{query}")

    def refuse_bearer(self, call: Call, token: str) -> Reply:
        return self.ask_for_login(call)

    def refusal_of_user(self, call: Call) -> Reply | None:
        return None if self.context.settings.eula_accepted else self.ask_for_login(call)

    def unavailable(self, call: Call) -> Reply | None:
        if self.context.settings.s3credentials_enabled:
            return None
        return json_reply(503, {"message": "S3 Credentials Endpoint has been disabled"})

    def callback(self, call: Call) -> Reply:
        cookie = self.open_session(call.query.get("code", ""))
        if cookie is None:
            return json_reply(500, {"error": "Something broke!"})
        location = self.context.urls["cumulus"] + call.query.get("state", "/")
        return redirect(307, location, b"Redirecting", **{"Set-Cookie": cookie + "; HttpOnly; SameSite=Strict"})
