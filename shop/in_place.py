"""Forms answered in place: a script sends them and shows the answer on the page that is open (`in-place.js`).

So the browser's history holds no page that answered to a post, at which its Back would stop with an error: such a page may not
be stored, and cannot be had again without sending the form again. A script cannot follow a redirect to another site, so it is
told the address instead. Without the script the answer is the same as ever.
"""

from functools import wraps

from django.http import JsonResponse


def answered_in_place(view):
    @wraps(view)
    def answered(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        by_script = request.method == "POST" and request.headers.get("Accept", "").startswith("application/json")
        if not by_script:
            return response
        if response.status_code in (409, 422):
            # A browser would report the refusal as an error of the page, which shows it.
            response.status_code = 200
        if not 300 <= response.status_code < 400:
            return response
        told = JsonResponse({"url": response.url})
        told.cookies = response.cookies
        return told

    return answered
