"""S3's error answers, with the bodies S3 really sends (several were recorded; they echo tokens on purpose)."""

from __future__ import annotations

import secrets
from xml.sax.saxutils import escape

from .exchange import Reply

# code: (status, message)
ERRORS: dict[str, tuple[int, str]] = {
    "AccessDenied": (403, "Access Denied"),
    "AuthorizationHeaderMalformed": (400, "The authorization header is malformed"),
    "ExpiredToken": (400, "The provided token has expired."),
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "InvalidAccessKeyId": (403, "The AWS Access Key Id you provided does not exist in our records."),
    "InvalidArgument": (
        400,
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the"
        " Authorization header should be specified",
    ),
    "InvalidRange": (416, "The requested range is not satisfiable"),
    "InvalidToken": (400, "The provided token is malformed or otherwise invalid."),
    "MethodNotAllowed": (405, "The specified method is not allowed against this resource."),
    "NoSuchBucket": (404, "The specified bucket does not exist"),
    "NoSuchKey": (404, "The specified key does not exist."),
    "PermanentRedirect": (
        301,
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future"
        " requests to this endpoint.",
    ),
    "RequestTimeTooSkewed": (403, "The difference between the request time and the current time is too large."),
    "RequestTimeout": (
        400,
        "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.",
    ),
    "SignatureDoesNotMatch": (
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ),
    "SlowDown": (503, "Please reduce your request rate."),
    "TokenRefreshRequired": (400, "The provided token must be refreshed."),
}


def error(code: str, *fields: tuple[str, str], message: str | None = None, headers: dict[str, str] | None = None) -> Reply:
    """The answer for an error code; ``fields`` are the elements that follow its message."""
    status, usual_message = ERRORS[code]
    elements = [("Code", code), ("Message", message or usual_message), *fields]
    elements += [("RequestId", secrets.token_hex(8).upper()), ("HostId", secrets.token_urlsafe(48))]
    body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in elements)
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{body}</Error>'
    return Reply(status, {"Content-Type": "application/xml", **(headers or {})}, document.encode(), code)


def wrong_region(right: str, wrong: str) -> Reply:
    return error(
        "AuthorizationHeaderMalformed",
        ("Region", right),
        message=f"The authorization header is malformed; the region '{wrong}' is wrong; expecting '{right}'",
    )


def out_of_region(bucket: str, key: str, action: str) -> Reply:
    """What same-region roles answer to a client elsewhere."""
    resource = f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"
    return error(
        "AccessDenied",
        message="User: arn:aws:sts::123456789012:assumed-role/s3-same-region-access-role/planted_user is not authorized to perform:"
        f' {action} on resource: "{resource}" with an explicit deny in an identity-based policy',
    )


def permanent_redirect(bucket: str, region: str) -> Reply:
    return error(
        "PermanentRedirect",
        ("Endpoint", f"{bucket}.s3-{region}.amazonaws.com"),
        ("Bucket", bucket),
        headers={"x-amz-bucket-region": region},
    )
