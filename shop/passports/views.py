"""The page behind a passport's code, and the page to type a code by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from shop.limits import Limit
from shop.passports.codes import LENGTH, is_right, read_code, strange_signs, written
from shop.passports.shown import Shown, show

# A code is one of three thousand million; what is limited is trying them one after the other.
LIMIT = Limit("passport", times=30, seconds=600)
SECONDS = 60  # as long as any page may be kept: a name that is taken back is gone within a minute


class AskView(View):
    """A code that was written into clay by hand can only be typed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("code", "")
        if not typed:
            return _kept(render(request, "shop/passport_ask.html", {"typed": ""}))
        code = read_code(typed)
        if trouble := _trouble(code):
            return render(request, "shop/passport_ask.html", {"typed": typed[:40], "trouble": trouble}, status=422)
        return redirect("passports:passport", code)


class PassportView(View):
    """For whoever holds the piece, and the same for all of them."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if LIMIT.is_reached(request):
            return render(request, "429.html", status=429)
        wanted = read_code(code)
        if is_right(wanted) and wanted != code:
            return redirect("passports:passport", wanted, permanent=True)
        shown = show(wanted) if is_right(wanted) else None
        if shown is None:
            LIMIT.count(request)
            trouble = _trouble(wanted) or _("No piece has this code. Please compare it with the label once more.")
            return render(request, "shop/passport_ask.html", {"typed": code[:40], "trouble": trouble}, status=404)
        return _kept(render(request, "shop/passport.html", _context(shown)))


def _context(shown: Shown) -> dict:
    return {
        "passport": shown.passport,
        "code": written(shown.passport.code),
        "shown": shown,
        "piece": shown.piece,
        "picture": next(iter(shown.pictures), None),
    }


def _trouble(code: str) -> str:
    """What is wrong with a code, as far as it can be said without looking it up."""
    if strange := strange_signs(code):
        signs = " ".join(strange[:8])
        return _("Our codes never have these signs: %s. Perhaps another one is meant that looks like it?") % signs
    if len(code) != LENGTH + 1:
        return _("A code has %(right)s signs; this one has %(typed)s.") % {"right": LENGTH + 1, "typed": len(code)}
    if not is_right(code):
        return _("There is a slip in this code: one sign is wrong, or two have changed places.")
    return ""


def _kept(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie"])
    response.headers.setdefault("Cache-Control", f"public, max-age={SECONDS}")
    return response
