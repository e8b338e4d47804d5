"""What the services of one emulator share: settings, clocks, base URLs, issued secrets."""

from __future__ import annotations

import dataclasses
import time

from .settings import Settings
from .triples import TripleStore


@dataclasses.dataclass
class Context:
    """``urls`` maps a service's name to scheme://host:port once its port is known."""

    settings: Settings
    region: str = "us-west-2"
    urls: dict[str, str] = dataclasses.field(default_factory=dict)
    triples: TripleStore = dataclasses.field(default_factory=TripleStore)

    def true_time(self) -> float:
        """The clock by which expiry is enforced."""
        return time.time()

    def clock(self, service: str) -> float:
        """What a service believes the time to be."""
        return self.true_time() + self.settings.clock_offset(service)

    def host(self, service: str) -> str:
        return self.urls[service].partition("://")[2]
