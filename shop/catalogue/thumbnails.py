"""The small pictures in Oscar's dashboard, out of the one picture library: nothing is made when a page is shown."""

from dataclasses import dataclass

from oscar.core.thumbnails import AbstractThumbnailer

from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import picture_for_staff


@dataclass(frozen=True)
class Thumbnail:
    url: str
    width: int
    height: int


class PhotoThumbnailer(AbstractThumbnailer):
    def generate_thumbnail(self, source, **opts) -> Thumbnail:
        """The smallest size there is, at the height asked for (`size` is "70x70" or "x70")."""
        asked = int(opts.get("size", "70x70").strip("x").split("x")[0])
        if not isinstance(source, Photo):
            return Thumbnail("", asked, asked)
        picture = picture_for_staff(source)
        return Thumbnail(picture.srcset.split(" ")[0] or picture.src, asked * picture.width // picture.height, asked)

    def delete_thumbnails(self, source) -> None:
        """Pictures are deleted in the library."""
