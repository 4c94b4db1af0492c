"""Everything a visitor, a search engine or another programme can reach: each address with what it answers."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

LINK = re.compile(r"""\s(?:href|src|action|poster)\s*=\s*["']([^"'<>]+)["']|<loc>([^<]+)</loc>""")
# What else may be an address, if it begins like one.
PERHAPS = re.compile(r"""\s(?:content|data-[\w-]+)\s*=\s*["']((?:https?:/)?/[^"'<>]+)["']""")
SRCSET = re.compile(r"""(?:srcset|imagesrcset)\s*=\s*["']([^"']+)["']""")
IN_DATA = re.compile(r'"(https?://[^"\\]+|/[^"\\\s]*)"')
# Doors for staff, and what sends or changes something.
NOT_FOLLOWED = re.compile(
    r"^/(?:\w\w/)?(?:admin|dashboard|accounts?|checkout|basket|kept|order|stripe|static|styleguide)(?:/|$)"
)
MOST = 900


def crawl(starts: list[str]) -> dict[str, bytes]:
    """All that can be reached from these, by address; every answer counts, whatever its status."""
    client, todo, found = Client(), list(starts), {}
    while todo:
        address = todo.pop()
        if address in found:
            continue
        assert len(found) < MOST, "the crawl does not end"
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        where = answer.headers.get("Location", "").encode()
        found[address] = body + b"\n" + where
        if answer.headers.get("Content-Type", "").startswith(("text/", "application/")):
            todo += [link for link in links(found[address].decode(errors="replace"), address) if link not in found]
        if where:
            todo += [link for link in [local(where.decode(), address)] if link]
    return found


def links(text: str, address: str) -> list[str]:
    raw = [one or other for one, other in LINK.findall(text)]
    raw += [part.split()[0] for srcset in SRCSET.findall(text) for part in srcset.split(",") if part.split()]
    raw += PERHAPS.findall(text)
    raw += IN_DATA.findall(text)
    return [link for link in (local(unescape(one), address) for one in raw) if link]


def local(link: str, address: str) -> str | None:
    """The link as an address of ours to follow; None for any other."""
    whole = urlsplit(urljoin(settings.BASE_URL + address, link.strip()))
    if f"{whole.scheme}://{whole.netloc}" not in (settings.BASE_URL, "http://testserver"):
        return None
    path = whole.path or "/"
    if NOT_FOLLOWED.match(path) or "/." in path:
        return None
    # Filters and pages of lists lead to the same things; a search is started by name.
    return path + (f"?{whole.query}" if "page=" in whole.query else "")
