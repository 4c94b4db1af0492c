"""The album of a listing, ready for the page of whoever the listing belongs to."""

from uuid import UUID

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.http import urlencode

from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.people import people_of
from shop.workspace.photos.uploads import thumb_address

register = template.Library()
# As many as tell all sides of a piece, and no more megabytes.
MOST = 8


@register.inclusion_tag("workspace/photos/album.html", takes_context=True)
def leaders_album(context: Context, listing: UUID | None) -> dict:
    """The pictures of a listing, to be taken and sent; no listing on the page that a phone keeps for any piece."""
    request = context["request"]
    photos = photos_of(listing) if listing else []
    for photo in photos:
        photo.thumb = thumb_address(photo)
        photo.address = f"{reverse('workspace:photo', args=[photo.pk])}?{urlencode({'in': listing})}"
    return {
        "request": request,
        "listing": listing,
        "photos": photos,
        "people": people_of(request.leader.cooperative),
        "most": MOST,
        # For the script, which puts in the number of a picture.
        "address": reverse("workspace:photo", args=[0]),
    }
