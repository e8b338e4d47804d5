"""What can go wrong with one request, and the answers that faults give by name."""

from __future__ import annotations

import dataclasses

from ..state.context import Context
from ..wire import login_answers, s3_errors
from ..wire.exchange import Call, FilePart, Reply, json_reply


def _s3_error(code: str, context: Context, call: Call) -> Reply:
    """An S3 error with the elements that the real one has, as far as the request tells them."""
    token = call.header("x-amz-security-token") or call.query.get("X-Amz-Security-Token", "")
    if code in ("ExpiredToken", "InvalidToken", "TokenRefreshRequired"):
        return s3_errors.error(code, ("Token-0", token))
    if code == "PermanentRedirect":
        return s3_errors.permanent_redirect(call.path.lstrip("/").partition("/")[0], context.region)
    if code == "AuthorizationHeaderMalformed":
        return s3_errors.wrong_region(context.region, "us-east-1")
    if code == "NoSuchKey":
        return s3_errors.error(code, ("Key", call.path.lstrip("/").partition("/")[2]))
    return s3_errors.error(code)


def named_answer(name: str, context: Context, call: Call) -> Reply:
    """The answer for the ``error`` of a fault: an S3 error code or one of the names below."""
    if name in s3_errors.ERRORS:
        return _s3_error(name, context, call)
    if name == "OutOfRegion":
        bucket, _, key = call.path.lstrip("/").partition("/")
        return s3_errors.out_of_region(bucket, key, "s3:GetObject" if key else "s3:ListBucket")
    if name == "LoginPage":
        return login_answers.login_page()
    if name == "Unauthorized":
        return login_answers.unauthorized()
    message = "Unable to retrieve credentials from Server: connect ETIMEDOUT"
    return json_reply(424, {"statusCode": 424, "error": "Failed Dependency", "message": message})


ANSWER_NAMES = frozenset({*s3_errors.ERRORS, "OutOfRegion", "LoginPage", "Unauthorized", "FailedDependency"})


@dataclasses.dataclass(frozen=True)
class Fault:
    """What happens to a struck request. Several may be combined; README.md has them in a table."""

    latency: float = 0.0
    jitter: float = 0.0
    expire_triples: bool = False
    reset: bool = False
    hang: float = 0.0
    error: str | None = None
    status: int | None = None
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: str | None = None
    redirect: str | None = None
    ignore_range: bool = False
    error_in_200: str | None = None
    content_range: str | None = None
    date_offset: float = 0.0
    cut_after: int | None = None
    reset_after: int | None = None
    bandwidth: float = 0.0
    slow_close: float = 0.0

    def __post_init__(self) -> None:
        for name in (self.error, self.error_in_200):
            if name is not None and name not in ANSWER_NAMES:
                raise ValueError(f"unknown answer {name!r}; known: {', '.join(sorted(ANSWER_NAMES))}")

    def replaced_answer(self, context: Context, call: Call) -> Reply | None:
        """The answer that takes the place of the service's own, or None. ``redirect`` may begin with a service's name."""
        if self.error:
            return named_answer(self.error, context, call)
        if self.error_in_200:
            reply = named_answer(self.error_in_200, context, call)
            return Reply(200, reply.headers, reply.body, reply.error)
        if self.redirect:
            service, slash, path = self.redirect.partition("/")
            location = context.urls[service] + slash + path if service in context.urls else self.redirect
            return Reply(self.status or 302, {"Location": location})
        if self.body is not None or self.status is not None:
            content_type = "text/html; charset=utf-8" if (self.body or "").lstrip().startswith("<") else "text/plain"
            return Reply(self.status or 200, {"Content-Type": content_type}, (self.body or "").encode("latin-1"))
        return None

    def alter(self, reply: Reply) -> None:
        """Change an answer that otherwise stands: the whole object instead of the range, other headers."""
        if self.ignore_range and reply.status == 206 and isinstance(reply.body, FilePart):
            size = int(reply.headers.pop("Content-Range").rpartition("/")[2])
            reply.status, reply.body = 200, FilePart(reply.body.file, 0, size)
        if self.content_range is not None:
            reply.headers["Content-Range"] = self.content_range
        reply.headers.update(self.headers)
