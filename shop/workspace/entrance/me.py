"""The leader’s own room: other digits, leaving, and a phone that shall know them no more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.door import end_visit, leader_required
from shop.workspace.entrance.forms import ChangeForm
from shop.workspace.entrance.phones import forget_leader
from shop.workspace.entrance.proving import NotThem, prove_on_phone
from shop.workspace.entrance.tries import Wait
from shop.workspace.entrance.views import wait_words


@leader_required
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/entrance/me.html", {"leader": request.leader})


@leader_required
def me_pin(request: HttpRequest) -> HttpResponse:
    form = ChangeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                prove_on_phone(leader=request.leader, device=request.device, pin=form.cleaned_data["old"])
                pins.change(leader=request.leader, pin=form.cleaned_data["pin"], visit=request.visit)
            except NotThem:
                form.add_error("old", _("That is not right. Try again."))
            except Wait as wait:
                form.add_error("old", wait_words(wait))
                status = 429
            except pins.NotAPin as reason:
                form.add_error("pin", str(reason))
            else:
                messages.success(request, _("You have a new secret number."))
                return redirect("workspace:me")
    return render(request, "workspace/entrance/me_pin.html", {"form": form}, status=status)


@leader_required
def leave(request: HttpRequest) -> HttpResponse:
    response = redirect("workspace:who")
    if request.method == "POST":
        end_visit(response=response, visit=request.visit)
    return response


@leader_required
def forget_me(request: HttpRequest) -> HttpResponse:
    """This phone is not theirs any more. What it has not sent yet can no longer be sent by it."""
    if request.method != "POST":
        return render(request, "workspace/entrance/forget_me.html")
    response = redirect("workspace:who")
    end_visit(response=response, visit=request.visit)
    forget_leader(device=request.device, leader=request.leader)
    return response
