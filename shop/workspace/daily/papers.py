"""The papers that go with what is packed, to be printed: a slip for those who pack and carry, a label for the customs.

Neither names a buyer: the address is stuck on by staff, who alone know it.
"""

import json
from decimal import Decimal
from pathlib import Path

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from shop.payment.currency import to_decimal
from shop.workspace.daily.packing import ToPack

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "print"


def packing_slip(one: ToPack, *, cooperative: Cooperative) -> bytes:
    """The PDF, in the language of the phone."""
    data = {
        "language": get_language() or "en",
        "heading": _("To pack"),
        "number": one.line.order.number,
        "piece": f"{one.line.num_allocated} × {one.title}",
        "facts": [
            [str(label), str(value)]
            for label, value in (
                (_("From"), cooperative.name),
                (_("To"), one.country),
                (_("Size"), one.size),
                (_("Weight"), one.weight),
                (_("Ready by"), date_format(one.pack_until)),
            )
            if value
        ],
        "steps_heading": _("How to pack"),
        "steps": list(one.goods.steps),
        "checks": [_("Packed"), _("Handed over")],
    }
    return _compiled("packing_slip.typ", data)


def customs_label(one: ToPack, *, cooperative: Cooperative) -> bytes:
    """The PDF. It speaks English and French as the form of the Universal Postal Union does, whatever the phone speaks."""
    line = one.line
    worth = to_decimal(max(line.price_minor - line.refunded_minor, 0), line.order.currency)
    data = {
        "number": line.order.number,
        "sender": f"{cooperative.name}, {cooperative.district}, Rwanda",
        "contents": f"{line.num_allocated} × {one.goods.contents or one.title_in_english}",
        "weight": f"{Decimal(one.weight_grams) / 1000:.3f}",
        "value": f"{worth} {line.order.currency}",
        "heading": one.goods.heading,
        "origin": "RW",
        "date": timezone.localdate().isoformat(),
    }
    return _compiled("customs_label.typ", data)


def _compiled(template: str, data: dict) -> bytes:
    # All that people wrote goes in as data, never as a part of the template.
    return typst.compile((TEMPLATES / template).read_bytes(), sys_inputs={"data": json.dumps(data)})
