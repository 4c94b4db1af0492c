"""Pictures among the content, read with all their sizes in one query however many a page shows."""

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from cms.blocks.walk import walk
from cooperatives.photos.models import Photo, Rendition
from cooperatives.photos.renditions import SPECS


def read_sizes(photos: Iterable[Photo | None]) -> None:
    """Let these pictures know the sizes they have, so that showing them asks nothing more."""
    sizes = Prefetch(
        "renditions", queryset=Rendition.objects.filter(filter_spec__in=SPECS), to_attr="prefetched_renditions"
    )
    prefetch_related_objects([photo for photo in photos if photo], sizes)


def pictures_in(body) -> list[Photo]:
    """Those chosen anywhere in a StreamField."""
    return [value for _block, value, _where in walk(body) if isinstance(value, Photo)]
