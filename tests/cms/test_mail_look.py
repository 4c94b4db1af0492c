"""The look of mails: nothing from elsewhere, and words that can be read in both schemes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests.cms.test_look import contrast

MAILS = sorted(
    path.relative_to(settings.BASE_DIR / "templates").as_posix()
    for folder in ("emails", "account/email")
    for path in Path(settings.BASE_DIR / "templates" / folder).glob("*.html")
)
BASE = (settings.BASE_DIR / "templates" / "emails" / "base.html").read_text(encoding="utf-8")
LIGHT, DARK = "#fbf7f0", "#1b1512"


@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_fetches_nothing_and_has_a_dark_side_for_what_it_colours(mail):
    written = (settings.BASE_DIR / "templates" / mail).read_text(encoding="utf-8")
    coloured = re.findall(r"<\w+(?=[^>]*style=\"[^\"]*(?<![-\w])color: #)[^>]*>", written)

    assert not re.search(r"<img|<link|<script|url\(", written)
    assert [tag for tag in coloured if 'class="mail' not in tag] == []


def test_every_text_colour_of_a_mail_can_be_read():
    light = set(re.findall(r"style=\"[^\"]*(?<![-\w])color: (#[0-9a-f]{6})", BASE))
    dark = set(re.findall(r"\.mail(?:, \.mail-name)?(?:-soft|-link)? \{[^}]*(?<![-\w])color: (#[0-9a-f]{6})", BASE))

    assert light
    assert dark
    assert [colour for colour in light if contrast(colour, LIGHT) < 4.5] == []
    assert [colour for colour in dark if contrast(colour, DARK) < 4.5] == []


def test_a_mail_carries_the_name_and_the_way_back_to_the_shop():
    html = render_to_string("emails/base.html", {"shop_name": "Ubukorikori", "shop_url": "https://shop.example"})

    assert 'href="https://shop.example"' in html
    assert "Ubukorikori" in html
