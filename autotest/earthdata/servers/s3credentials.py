"""The body of a successful ``GET /s3credentials``, the same in both server families."""

from __future__ import annotations

import time

from ..state.context import Context
from ..wire.exchange import Call, Reply, json_reply


def hand_out(context: Context, call: Call) -> Reply:
    """A new triple. Its stated expiry is on the DAAC's clock, the enforced one on the true clock; they differ by nothing else."""
    triple = context.triples.issue(call.service, context.true_time(), context.settings.token_life)
    call.entry.triple = triple.number
    stated = triple.expires + context.settings.clock_offset(call.service)
    return json_reply(
        200,
        {
            "accessKeyId": triple.access_key_id,
            "secretAccessKey": triple.secret_access_key,
            "sessionToken": triple.session_token,
            "expiration": time.strftime("%Y-%m-%d %H:%M:%S+00:00", time.gmtime(stated)),
        },
        **{"Strict-Transport-Security": "max-age=31536000", "Access-Control-Allow-Origin": "*"},
    )
