"""What can be chosen: one dataclass, from which the command line and the control port are made."""

from __future__ import annotations

import dataclasses
from typing import Any


def _option(default: Any, text: str) -> Any:
    return dataclasses.field(default=default, metadata={"help": text})


@dataclasses.dataclass
class Settings:
    """Behaviour that holds until it is changed; what strikes single requests is in faults/."""

    token_life: float = _option(3600.0, "life of the temporary S3 triples, in seconds")
    url_life: float = _option(3540.0, "life of the HTTPS mirror's signed URLs, in seconds")
    cookie_life: float = _option(604800.0, "life of the DAACs' session cookies, in seconds")
    latency_ms: float = _option(0.0, "delay of every request to S3 and the DAACs, in milliseconds")
    latency_jitter_ms: float = _option(0.0, "random addition to it, uniform from 0 to this")
    in_region: bool = _option(True, "the client is in us-west-2 (no: S3 denies explicitly, the HTTPS mirror works)")
    eula_accepted: bool = _option(True, "the user has accepted the licence and approved the application")
    s3credentials_enabled: bool = _option(True, "the Cumulus host hands out triples (no: 503)")
    edl_token_days: float = _option(60.0, "remaining life of the Earthdata tokens that exist at start; 0: they die today")
    edl_tokens: int = _option(1, "number of Earthdata tokens that exist at start")
    max_edl_tokens: int = _option(2, "number of tokens after which Earthdata Login answers max_token_limit")
    cumulus_buckets: str = _option("", "comma-separated buckets that only the Cumulus host's triples open")
    tea_buckets: str = _option("", "comma-separated buckets that only the TEA host's triples open")
    list_page: int = _option(1000, "most names in one answer to a listing")
    urs_clock: float = _option(0.0, "how far Earthdata Login's clock is ahead, in seconds")
    daac_clock: float = _option(0.0, "how far the DAACs' clock is ahead (Date header and stated expiry), in seconds")
    s3_clock: float = _option(0.0, "how far S3's clock is ahead (Date header and signature check), in seconds")

    def update(self, changes: dict[str, Any]) -> None:
        """Apply changes by name; an unknown name or a wrong type is a ValueError and changes nothing."""
        types = {field.name: type(field.default) for field in dataclasses.fields(self)}
        checked = {}
        for name, value in changes.items():
            if name not in types:
                raise ValueError(f"unknown setting {name!r}; known: {', '.join(types)}")
            wanted = types[name]
            if wanted is float and type(value) is int:
                value = float(value)
            if type(value) is not wanted:
                raise ValueError(f"setting {name!r} wants {wanted.__name__}, got {value!r}")
            checked[name] = value
        for name, value in checked.items():
            setattr(self, name, value)

    def clock_offset(self, service: str) -> float:
        """Seconds by which a service's clock is ahead of the true time."""
        return {"urs": self.urs_clock, "cumulus": self.daac_clock, "tea": self.daac_clock, "s3": self.s3_clock}.get(service, 0.0)

    def owner_of(self, bucket: str) -> str | None:
        """The only DAAC whose triples open the bucket, or None if any does."""
        for family, names in (("cumulus", self.cumulus_buckets), ("tea", self.tea_buckets)):
            if bucket in names.split(","):
                return family
        return None
