"""What the two families of DAAC servers have in common: who is calling, sessions, and where requests go."""

from __future__ import annotations

import abc
import re
from email.utils import formatdate

from ..state import planted
from ..state.context import Context
from ..state.edl_tokens import EdlTokens
from ..state.object_store import ObjectStore
from ..wire.exchange import Call, Reply
from . import https_mirror, s3credentials
from .urs import Urs

_BEARER = re.compile(r"Bearer ([-a-zA-Z0-9._~+/=]+)$", re.IGNORECASE)


class Daac(abc.ABC):
    """A DAAC host. A family says how it asks for a login and how it refuses a token."""

    service: str
    cookie_name: str
    callback_path: str

    def __init__(self, context: Context, tokens: EdlTokens, urs: Urs, store: ObjectStore) -> None:
        self.context = context
        self.tokens = tokens
        self._urs = urs
        self._store = store
        self._sessions: dict[str, float] = {}

    @abc.abstractmethod
    def ask_for_login(self, call: Call) -> Reply:
        """The redirect to Earthdata Login."""

    @abc.abstractmethod
    def refuse_bearer(self, call: Call, token: str) -> Reply:
        """The answer to a bearer token that isn't valid."""

    @abc.abstractmethod
    def refusal_of_user(self, call: Call) -> Reply | None:
        """The answer to a user who is known but not entitled, or None."""

    @abc.abstractmethod
    def callback(self, call: Call) -> Reply:
        """Earthdata Login sends the user back here with a code."""

    def unavailable(self, call: Call) -> Reply | None:
        """The answer of a family that can turn its s3credentials off."""
        return None

    def bad_authorization(self, call: Call) -> Reply:
        """The answer to an Authorization header that is no bearer token."""
        return self.ask_for_login(call)

    async def handle(self, call: Call) -> Reply:
        if call.path == self.callback_path:
            return self.callback(call)
        is_credentials = call.path == "/s3credentials"
        return (
            (self.unavailable(call) if is_credentials else None)
            or self._not_logged_in(call)
            or self.refusal_of_user(call)
            or (s3credentials.hand_out(self.context, call) if is_credentials else https_mirror.answer(self.context, self._store, call))
        )

    def _not_logged_in(self, call: Call) -> Reply | None:
        authorization = call.header("Authorization")
        bearer = _BEARER.match(authorization)
        if bearer:
            token = self.tokens.find(bearer[1])
            call.entry.auth = {"scheme": "Bearer", "secret": token.name if token else "wrong"}
            return None if self.tokens.is_valid(token) else self.refuse_bearer(call, bearer[1])
        session = call.cookies.get(self.cookie_name)
        if session:
            valid = self._sessions.get(session, 0) > self.context.true_time()
            call.entry.cookies.append(self.cookie_name if valid else f"{self.cookie_name} (not valid)")
            if valid:
                return None
        if authorization:
            call.entry.auth = {"scheme": authorization.partition(" ")[0], "secret": "not read"}
            return self.bad_authorization(call)
        return self.ask_for_login(call)

    def open_session(self, code: str) -> str | None:
        """Redeem a code for a Set-Cookie value, or None if the code is not good."""
        if not self._urs.redeem(code):
            return None
        value = planted.opaque("session-cookie")
        self._sessions[value] = self.context.true_time() + self.context.settings.cookie_life
        expires = formatdate(self.context.clock(self.service) + self.context.settings.cookie_life, usegmt=True)
        secure = "; Secure" if self.context.urls[self.service].startswith("https:") else ""
        return f"{self.cookie_name}={value}; Path=/; Expires={expires}{secure}"

    def close_sessions(self) -> None:
        self._sessions.clear()
