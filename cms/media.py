"""Pictures, as the demo serves them; in production the web server in front or a bucket does, with the same headers."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

FOREVER = "public, max-age=31536000, immutable"
# What lies in these folders has a random name, and a picture that is replaced gets a new one (cooperatives.photos).
NAMED_AT_RANDOM = ("pictures/", "images/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = FOREVER if path.startswith(NAMED_AT_RANDOM) else "no-cache"
    return response
