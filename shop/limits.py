"""How often a door may be tried: counted in a cache that all processes share, by the address the visitor comes from."""

from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `times` failures in `seconds` from one address."""

    name: str
    times: int
    seconds: int

    def is_reached(self, request: HttpRequest) -> bool:
        return caches["limits"].get(self._key(request), 0) >= self.times

    def count(self, request: HttpRequest) -> None:
        """Count a failure. Only failures are counted, so a page that is found writes nothing."""
        key = self._key(request)
        caches["limits"].add(key, 0, self.seconds)
        try:
            caches["limits"].incr(key)
        except ValueError:  # it ran out between the two calls
            caches["limits"].set(key, 1, self.seconds)

    def _key(self, request: HttpRequest) -> str:
        return f"{self.name}:{request.META.get('REMOTE_ADDR', '')}"
