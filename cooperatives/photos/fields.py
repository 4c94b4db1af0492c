"""The file of a Photo: lets nothing in that did not pass `ingest`, by whatever way it comes."""

from PIL import Image, UnidentifiedImageError
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cooperatives.photos.ingest import Ingested, ingest


class PhotoFieldFile(WagtailImageFieldFile):
    def save(self, name, content, save=True):
        """Every way to store a file ends here: a form's, `photo.file.save(…)` and `Photo(file=…).save()`."""
        picture = content if isinstance(content, Ingested) else ingest(data=content.read())
        self.instance.receive(picture)
        super().save(picture.name, picture, save)

    save.alters_data = True

    def get_image_dimensions(self):
        # From the header alone. Wagtail's own decodes all pixels, here in the process of the web server, and lets
        # whatever a damaged file raises pass through.
        was_closed = self.closed
        try:
            self.open()
            with Image.open(self.file) as picture:
                return picture.size
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return (None, None)
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class PhotoFileField(WagtailImageField):
    attr_class = PhotoFieldFile
