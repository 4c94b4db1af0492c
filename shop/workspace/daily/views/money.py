"""My money: what is owed to us so far, what sold this month, and how it came about."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shop.workspace.daily.money import accounts_of, owed_so_far, sold_in_month, statement
from shop.workspace.entrance.door import leader_required


@leader_required
@require_GET
def money(request: HttpRequest) -> HttpResponse:
    cooperative = request.leader.cooperative
    accounts, today = accounts_of(cooperative), timezone.localdate()
    chosen = request.GET.get("currency", "")
    account = next((one for one in accounts if one.currency == chosen), None)
    if chosen and account is None:
        raise Http404
    account = account or (accounts[0] if accounts else None)
    older = request.GET.get("older", "")
    older_than = int(older) if older.isascii() and older.isdecimal() and len(older) < 16 else None
    lines, page = statement(account, older_than=older_than) if account else ([], None)
    context = {
        "owed": owed_so_far(cooperative),
        "months": sold_in_month(cooperative, today),
        "today": today,
        "currencies": [one.currency for one in accounts],
        "currency": account.currency if account else "",
        "lines": lines,
        "older_than": page.older_than if page else None,
        "is_further": older_than is not None,
    }
    return render(request, "workspace/daily/money.html", context)
