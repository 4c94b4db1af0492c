"""A sheet of labels as a PDF: one for each passport to stick or sew on, and the codes to write into clay by hand."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.passports.codes import SIGNS, written
from shop.passports.models import Passport

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "print" / "labels.typ"


def labels(passports: Sequence[Passport], *, address_of: Callable[[Passport], str]) -> bytes:
    """The PDF of these passports, whose products and cooperatives were read before. `address_of` gives the whole address."""
    data = {
        "title": _("Labels"),
        "language": get_language() or "en",
        "address": address_of(passports[0]).rsplit("/", 2)[0].partition("://")[2],
        "alphabet": list(SIGNS),
        "clay": {
            "heading": _("To write into clay"),
            "words": _(
                "Write the eight signs into the foot while the clay is as hard as leather, as large as there is room for. "
                "One code belongs to one piece. A code that failed is crossed out here and not used again."
            ),
            "signs": _("These are all the signs there are. No other letter and no other figure occurs."),
        },
        "labels": [
            {
                "code": written(passport.code),
                "title": passport.product.title,
                "makers": ", ".join(made.cooperative.name for made in passport.product.contributions.all()),
                "qr": drawing(address_of(passport)),
            }
            for passport in passports
        ],
    }
    # All that people wrote goes in as data, never as a part of the template.
    return typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data)})


def drawing(address: str) -> str:
    """The QR code of an address, as SVG. In capitals it needs fewer points; the address of a site and a code read the same."""
    return segno.make(address, error="q", micro=False).svg_inline(border=2)
