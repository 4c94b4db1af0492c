"""The small picture by which a leader knows a piece of her group in a list, whoever made it: two kilobytes, and paid for once."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from cooperatives.photos.models import Photo
from shop.catalogue.models import Product, ProductImage
from shop.workspace.entrance.door import leader_required
from shop.workspace.photos import thumbs
from shop.workspace.photos.seen import kept_on_the_phone

SIDE = "row"


def row_picture(product: Product | None) -> str:
    """The address of a piece's first picture that may be shown; empty where there is none. Its images were read before."""
    images: Iterable[ProductImage] = product.images.all() if product else ()
    photo = next((image.original for image in images if image.original.may_be_shown()), None)
    return reverse("workspace:piece-picture", args=[photo.pk, thumbs.name_of(photo)]) if photo else ""


@kept_on_the_phone
@leader_required
def piece_picture(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    group = request.leader.cooperative
    theirs = ProductImage.objects.filter(original=pk).filter(
        Q(product__stockrecords__partner__cooperative=group) | Q(product__contributions__cooperative=group)
    )
    photo = Photo.objects.filter(pk=pk, pk__in=theirs.values("original")).first()
    if photo is None or name != thumbs.name_of(photo) or not photo.may_be_shown():
        raise Http404
    file_format = "avif" if "image/avif" in request.headers.get("Accept", "") else "jpeg"
    try:
        content = thumbs.thumb_of(photo, SIDE, file_format)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type=f"image/{file_format}", headers={"Vary": "Accept"})
