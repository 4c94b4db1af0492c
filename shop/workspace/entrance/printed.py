"""A leader’s card as a PDF: a square for the camera, what it is for, and what to do, in the leader’s language."""

import json
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shop.workspace.entrance.models import Leader

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "print" / "leader_card.typ"


def card_pdf(*, leader: Leader, address: str) -> bytes:
    """`address` is the whole address of the card’s page, with what opens it: the PDF is kept nowhere."""
    with translation.override(leader.language):
        data = {
            "title": _("Card of %s") % leader.person.first_name,
            "language": leader.language,
            "name": leader.person.full_name,
            "group": leader.cooperative.name,
            "qr": segno.make(address, error="m", micro=False).svg_inline(border=2),
            "steps": [
                _("Open the camera of your phone. Hold it over the square."),
                _("Choose five numbers that only you know."),
                _("Keep this card at home. Do not write your numbers on it."),
            ],
            "lost": _("Is it lost? Tell the people of the shop. They make a new one, and this one opens no more."),
            "shop": _("The workspace of the leaders, %s") % settings.OSCAR_SHOP_NAME,
        }
    # All that people wrote goes in as data, never as a part of the template.
    return typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data)})
