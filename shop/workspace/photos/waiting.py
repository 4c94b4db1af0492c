"""The room of the photos that wait on the phone: what is on its way, Wi-Fi only or not, and what it costs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shop.workspace.entrance.door import leader_required


@require_GET
@leader_required
def on_this_phone(request: HttpRequest) -> HttpResponse:
    """The same for every leader but for who they are: what waits is known to the phone alone."""
    return render(request, "workspace/photos/on_this_phone.html")
