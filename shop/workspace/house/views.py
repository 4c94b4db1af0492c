"""The first room behind the door: what there is to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.workspace.entrance.door import leader_required


@leader_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/home.html", {"leader": request.leader})
