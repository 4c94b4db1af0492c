"""The hosted payment page, as a buyer meets it: plain forms that work without JavaScript.

It stands in for Stripe's own page, so it says on every screen that it is a test and that no money moves.
"""

import re
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shop.payment.sandbox import sessions
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.answers import Answer, see_other
from shop.payment.sandbox.faults import Fault

Body = dict[str, Any]

_STYLE = (Path(__file__).parent / "page.css").read_bytes()
_DECLINED = {
    "card": ("Your card was declined.", "Nothing was charged. You can try again, or go back to the shop."),
    "bank": (
        "Your bank did not confirm the payment.",
        "Nothing was charged. You can try again, or go back to the shop.",
    ),
}
# As Stripe counts them, not as ISO 4217 does.
_DECIMALS = dict.fromkeys("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(), 0)
_DECIMALS |= dict.fromkeys(("bhd", "jod", "kwd", "omr", "tnd"), 3)


def answer(account: Account, method: str, path: str, query: str) -> Answer:
    if path == "/pay/style.css":
        return Answer(200, _STYLE, "text/css; charset=utf-8")
    matched = re.fullmatch(r"/pay/(cs_test_[A-Za-z0-9]+)(?:/([a-z/]+))?", path)
    if not matched:
        return _page(
            404, "Nothing here", "<p>This is the Stripe sandbox of a demo. Payment pages are opened by the shop.</p>"
        )
    session_id, act = matched.groups()
    try:
        session = sessions.current(account, session_id)
    except Fault:
        return _page(404, "No such payment", "<p>This payment page does not exist, or the sandbox was emptied.</p>")
    if session["status"] != "open" and method == "GET":
        return _closed(session)
    if method == "GET":
        return _bank_page(session) if act == "bank" else _payment_page(session, parse_qs(query))
    return _acted(account, session_id, act)


def _acted(account: Account, session_id: str, act: str | None) -> Answer:
    here = f"/pay/{session_id}"
    try:
        if act in ("pay", "bank/authorise"):
            return see_other(_success_url(sessions.pay(account, session_id)))
        if act == "decline":
            sessions.decline(account, session_id)
            return see_other(f"{here}?declined=card")
        if act == "bank/refuse":
            sessions.decline(account, session_id, "The bank did not authenticate the buyer.")
            return see_other(f"{here}?declined=bank")
        if act == "expire":
            sessions.expire(account, session_id)
    except sessions.NotOpen:
        # Paid or expired in another tab meanwhile: the page itself says which.
        return see_other(here)
    return see_other(f"{here}/bank" if act == "bank" else here)


def _payment_page(session: Body, query: dict[str, list[str]]) -> Answer:
    here = f"/pay/{session['id']}"
    title, text = _DECLINED.get(query.get("declined", [""])[0], ("", ""))
    alert = f'<div class="alert" role="alert"><strong>{title}</strong> {text}</div>' if title else ""
    email = f'<p class="soft">For {escape(session["customer_email"])}</p>' if session["customer_email"] else ""
    body = f"""
    {alert}
    <div class="columns">
      <section aria-labelledby="order"><h2 id="order">Your order</h2>{_order(session)}{email}</section>
      <section aria-labelledby="how"><h2 id="how">Your payment</h2>
        <p class="card"><span class="card__name">Test card</span> <span class="card__number">•••• 4242</span></p>
        {_button(f"{here}/pay", f"Pay {_money(session)}", "button button--main")}
        {_button(f"{here}/bank", "Pay with 3-D Secure")}
        {_button(f"{here}/decline", "Let the card be declined")}
        {_cancel(session)}
        {_button(f"{here}/expire", "Let this page expire now", "button button--quiet")}
      </section>
    </div>"""
    return _page(200, f"Pay {_money(session)}", body, session, prefix="Payment declined – " if title else "")


def _bank_page(session: Body) -> Answer:
    here = f"/pay/{session['id']}/bank"
    body = f"""
    <section class="narrow" aria-labelledby="bank"><h2 id="bank">Your bank asks you to confirm</h2>
      <p>3-D Secure: a payment of <strong>{_money(session)}</strong> with the test card •••• 4242.</p>
      {_button(f"{here}/authorise", "Confirm the payment", "button button--main")}
      {_button(f"{here}/refuse", "Refuse")}
    </section>"""
    return _page(200, "Confirm with your bank", body, session)


def _closed(session: Body) -> Answer:
    if session["status"] == "complete":
        body = f"""<p>{_money(session)} was paid. Paying again changes nothing.</p>
        <p><a class="button button--main" href="{escape(_success_url(session))}">Go on to the shop</a></p>"""
        return _page(200, "Already paid", body, session)
    text = "This payment page has expired and nothing was charged. The shop can open a new one."
    return _page(410, "Expired", f"<p>{text}</p>{_cancel(session, 'Back to the shop')}", session)


def _order(session: Body) -> str:
    rows = "".join(
        f"""<li class="line"><span class="line__name">{escape(line["description"])} {_notes(session, line)}</span>
        <span class="line__amount">{_money(session, line["amount_total"])}</span></li>"""
        for line in session["_lines"]
    )
    total = f'<p class="total"><span>Total</span><span class="line__amount">{_money(session)}</span></p>'
    return f'<ul class="lines">{rows}</ul>{total}'


def _notes(session: Body, line: Body) -> str:
    several = f"{line['quantity']} × {_money(session, line['price']['unit_amount'])}" if line["quantity"] > 1 else ""
    return "".join(f'<span class="soft">{note}</span>' for note in (escape(line["_about"]), several) if note)


def _button(action: str, label: str, css: str = "button") -> str:
    return f'<form method="post" action="{action}"><button class="{css}">{label}</button></form>'


def _cancel(session: Body, label: str = "Cancel, back to the shop") -> str:
    if not session["cancel_url"]:
        return ""
    return f'<p><a class="button" href="{escape(session["cancel_url"])}">{label}</a></p>'


def _page(status: int, title: str, body: str, session: Body | None = None, prefix: str = "") -> Answer:
    html = f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>{prefix}{title} – Stripe sandbox</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/pay/style.css">
</head>
<body>
  <header class="head"><p class="head__name">Stripe sandbox</p>
    <p class="head__note">Test payment, no money moves.</p></header>
  <main>
    <h1>{title}</h1>
    {body}
  </main>
</body>
</html>
"""
    # A form's action covers the redirect that answers it, so the way back to the shop must be named.
    targets = [session[name] for name in ("success_url", "cancel_url") if session and session[name]]
    origins = sorted({f"{address.scheme}://{address.netloc}" for address in map(urlsplit, targets)})
    policy = (
        f"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self' {' '.join(origins)}"
    )
    return Answer(status, html.encode(), headers={"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})


def _success_url(session: Body) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _money(session: Body, minor: int | None = None) -> str:
    decimals = _DECIMALS.get(session["currency"], 2)
    amount = Decimal(session["amount_total"] if minor is None else minor).scaleb(-decimals)
    return f"{session['currency'].upper()}&nbsp;{amount:,.{decimals}f}"
