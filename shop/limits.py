"""How often a door may be tried: counted in a cache that all processes share, by the address the visitor comes from."""

from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `times` failures in `seconds` from one address.

    Each failure is an entry of its own that ends by itself: adding one is a single act of the cache, so that many tries
    at once count as many, and a failure is forgotten after `seconds` whatever came after it.
    """

    name: str
    times: int
    seconds: int

    def is_reached(self, request: HttpRequest) -> bool:
        return len(caches["limits"].get_many(self._keys(request))) >= self.times

    def count(self, request: HttpRequest) -> None:
        """Count a failure. Only failures are counted, so a page that is found writes nothing."""
        for key in self._keys(request):
            if caches["limits"].add(key, 1, self.seconds):
                return

    def _keys(self, request: HttpRequest) -> list[str]:
        return [f"{self.name}:{request.META.get('REMOTE_ADDR', '')}:{number}" for number in range(self.times)]
