"""The DAAC's HTTPS way to the same objects: ``/<bucket>/<key>`` answers 303 to a presigned URL of S3."""

from __future__ import annotations

import re

from ..state import planted
from ..state.context import Context
from ..state.object_store import ObjectStore
from ..wire import sigv4
from ..wire.exchange import Call, Reply, html_reply, redirect


def answer(context: Context, store: ObjectStore, call: Call) -> Reply:
    """For a caller who is logged in. The URL is signed for the method of the request, by the mirror's own role."""
    bucket, _, key = call.path.lstrip("/").partition("/")
    call.entry.bucket, call.entry.key = bucket, key
    stored = store.get(bucket, key) if key else None
    if stored is None:
        return html_reply(404, "Could not find file")
    wanted = re.match(r"bytes=(\d+)-", call.header("Range"))
    if wanted and int(wanted[1]) >= stored.size:
        return Reply(416, {"Content-Type": "text/plain"}, b"Invalid Range")
    settings = context.settings
    triple = context.triples.issue("mirror", context.true_time(), max(settings.url_life, 1) + 1)
    call.entry.triple = triple.number
    url = sigv4.presign(
        call.method,
        context.urls["s3"],
        f"/{bucket}/{key}",
        triple,
        context.region,
        context.clock("s3"),
        int(settings.url_life),
        {"A-userid": planted.USERNAME},
    )
    return redirect(303, url, **{"Cache-Control": f"private, max-age={max(int(settings.url_life) - 60, 0)}"})
