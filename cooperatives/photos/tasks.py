"""Work on pictures that nobody should wait for."""

from django_tasks import task
from wagtail.images import get_image_model

from cooperatives.photos.renditions import make_renditions


@task()
def make_renditions_of(photo_id: int) -> int:
    """Make the storefront's sizes of a picture; how many were missing. A picture deleted meanwhile needs none,
    and one that visitors may not see has none."""
    # Asked of Wagtail and not imported, because the model itself enqueues this task.
    photo = get_image_model().objects.filter(pk=photo_id).first()
    return len(make_renditions(photo)) if photo and photo.may_be_shown() else 0
