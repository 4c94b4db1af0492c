"""Pages leave compressed, whoever serves them: granian does not compress, and not every server in front does.

A compressed page that holds a secret and repeats what its visitor typed can betray the secret by its length (BREACH).
Ours hold none but the token of a form, which Django writes anew in every answer; and the length itself is blurred by
up to a hundred random bytes, which Django's middleware adds. Files of the style sheet and the scripts are compressed
once, by whitenoise, and do not come by here.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "application/xml", "application/rss+xml", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Django's own would compress pictures too: work for nothing, and their length would no longer be told.
        if not response.headers.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)
