"""Pictures and films, as the demo serves them; in production the web server in front or a bucket does, with the same headers."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve

FOREVER = "public, max-age=31536000, immutable"
# What lies in these folders has a random name, and a file that is replaced gets a new one.
NAMED_AT_RANDOM = ("pictures/", "images/", "films/")
# What may be shown in the browser; anything else is only for keeping, so that nothing can pose as one of our pages.
SHOWN = ("image/avif", "image/jpeg", "image/png", "image/webp", "text/vtt", "audio/", "video/")
CHUNK = 64 * 1024


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = FOREVER if path.startswith(NAMED_AT_RANDOM) else "no-cache"
    if not isinstance(response, FileResponse):
        return response
    kind = settings.WAGTAILDOCS_CONTENT_TYPES.get(path.rpartition(".")[2], response.headers["Content-Type"])
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = "inline" if kind.startswith(SHOWN) else "attachment"
    response.headers["Accept-Ranges"] = "bytes"
    return _part(response, request.headers.get("Range", ""))


def _part(whole: FileResponse, wanted: str) -> HttpResponseBase:
    """The bytes a player asks for, to begin in the middle of a film. Of several parts the whole is given, as may be."""
    size = int(whole.headers["Content-Length"])
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", wanted)
    if not found or not any(found.groups()):
        return whole
    first, last = found.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    kept = {name: value for name, value in whole.headers.items() if name != "Content-Length"}
    part = StreamingHttpResponse(_between(whole.file_to_stream, start, end), status=206, headers=kept)
    part.headers["Content-Length"] = str(end - start + 1)
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part


def _between(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
