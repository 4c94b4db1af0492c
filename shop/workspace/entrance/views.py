"""The rooms before the door: who are you, and with which digits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def who(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/entrance/who.html")
