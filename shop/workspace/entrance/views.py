"""The rooms before the door: who are you, and with which five digits; by card, by phone number, or as one whom this phone knows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from shop.limits import Limit
from shop.origin import same_origin_required
from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.cards import card_of, note_use
from shop.workspace.entrance.door import at_the_door, begin_visit
from shop.workspace.entrance.faces import known_on
from shop.workspace.entrance.forms import ChooseForm, NumberForm, PinForm
from shop.workspace.entrance.models import Card, Device, Leader
from shop.workspace.entrance.phones import name_of
from shop.workspace.entrance.proving import NotThem, prove_by_card, prove_by_number, prove_on_phone
from shop.workspace.entrance.tries import Wait
from shop.workspace.language import COOKIE

# For phones that know nobody: many of them may have one address, because their network gives them one.
LIMIT = Limit("workspace-door", times=30, seconds=600)
HOME = "/workspace/"


@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """Those whom this phone knows. Where that is one, who is not here yet, she is asked for her digits at once."""
    here, back = at_the_door(request), _way_back(request)
    leaders = known_on(here.device)
    if len(leaders) == 1 and here.visit is None and "all" not in request.GET:
        return _ask_pin(request, leaders[0], PinForm(), back)
    return render(request, "workspace/entrance/who.html", {"leaders": leaders, "here": here.leader, "next": back})


@never_cache
@same_origin_required
def who_pin(request: HttpRequest, number: int) -> HttpResponse:
    here, back = at_the_door(request), _way_back(request)
    leader = next((leader for leader in known_on(here.device) if leader.pk == number), None)
    if leader is None:
        return redirect("workspace:who")
    if request.method != "POST":
        return _ask_pin(request, leader, PinForm(), back)
    form = PinForm(request.POST)
    if form.is_valid():
        try:
            prove_on_phone(leader=leader, device=here.device, pin=form.cleaned_data["pin"])
        except NotThem:
            form.add_error("pin", _("That is not right. Try again."))
        except Wait as wait:
            return _wait(wait, form, lambda status: _ask_pin(request, leader, form, back, status))
        else:
            return _come_in(request, leader, here.device, back)
    return _ask_pin(request, leader, form, back, 422)


@never_cache
@same_origin_required
def phone(request: HttpRequest) -> HttpResponse:
    here, back = at_the_door(request), _way_back(request)
    form = NumberForm(request.POST if request.method == "POST" else None)

    def page(status: int = 200) -> HttpResponse:
        return render(request, "workspace/entrance/phone.html", {"form": form, "next": back}, status=status)

    if request.method != "POST":
        return page()
    if here.device is None and LIMIT.is_reached(request):
        form.add_error("pin", _("Too many wrong tries. Wait ten minutes, then try again."))
        return page(429)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            leader = prove_by_number(number=str(typed["number"]), pin=typed["pin"], device=here.device)
        except NotThem:
            LIMIT.count(request)
            form.add_error("pin", _("The phone number or the secret number is not right. Try again."))
        except Wait as wait:
            return _wait(wait, form, page)
        else:
            return _come_in(request, leader, here.device, back)
    return page(422)


@never_cache
@same_origin_required
def card(request: HttpRequest, token: str) -> HttpResponse:
    """The first time, the leader chooses her digits here; later on, the card stands for her phone number."""
    here = at_the_door(request)
    if here.device is None and LIMIT.is_reached(request):
        return render(request, "workspace/entrance/no_card.html", {"is_too_often": True}, status=429)
    found = card_of(token)
    if found is None:
        LIMIT.count(request)
        return render(request, "workspace/entrance/no_card.html", status=404)
    # A phone that was never told a language speaks that of the card.
    spoken = translation.get_language() if COOKIE in request.COOKIES else found.leader.language
    with translation.override(spoken):
        return (_by_card if found.leader.has_pin else _choose)(request, found, here.device)


def _choose(request: HttpRequest, found: Card, device: Device | None) -> HttpResponse:
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leader = pins.choose(leader=found.leader, pin=form.cleaned_data["pin"])
        except pins.NotAPin as reason:
            form.add_error("pin", str(reason))
        except pins.AlreadyChosen:
            return redirect(request.path)
        else:
            note_use(found)
            return _come_in(request, leader, device, HOME)
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/entrance/card.html", {"leader": found.leader, "form": form}, status=status)


def _by_card(request: HttpRequest, found: Card, device: Device | None) -> HttpResponse:
    form = PinForm(request.POST if request.method == "POST" else None)

    def page(status: int = 200) -> HttpResponse:
        return _ask_pin(request, found.leader, form, HOME, status, action=request.path)

    if request.method != "POST":
        return page()
    if form.is_valid():
        try:
            leader = prove_by_card(card=found, pin=form.cleaned_data["pin"])
        except NotThem:
            LIMIT.count(request)
            form.add_error("pin", _("That is not right. Try again."))
        except Wait as wait:
            return _wait(wait, form, page)
        else:
            note_use(found)
            return _come_in(request, leader, device, HOME)
    return page(422)


def _ask_pin(
    request: HttpRequest, leader: Leader, form: PinForm, back: str, status: int = 200, *, action: str = ""
) -> HttpResponse:
    context = {"leader": leader, "form": form, "next": back, "action": action}
    return render(request, "workspace/entrance/pin.html", context, status=status)


def _come_in(request: HttpRequest, leader: Leader, device: Device | None, back: str) -> HttpResponse:
    response = redirect(back)
    begin_visit(response=response, leader=leader, device=device, name=name_of(request))
    return response


def _wait(wait: Wait, form, page) -> HttpResponse:
    form.add_error("pin", wait_words(wait))
    response = page(429)
    response["Retry-After"] = str(wait.seconds)
    return response


def wait_words(wait: Wait) -> str:
    if wait.seconds <= 60:
        said = ngettext(
            "Too many wrong tries. Wait %(number)d second, then try again.",
            "Too many wrong tries. Wait %(number)d seconds, then try again.",
            wait.seconds,
        )
        return said % {"number": wait.seconds}
    minutes = -(-wait.seconds // 60)
    said = ngettext(
        "Too many wrong tries. Wait %(number)d minute, then try again.",
        "Too many wrong tries. Wait %(number)d minutes, then try again.",
        minutes,
    )
    return said % {"number": minutes}


def _way_back(request: HttpRequest) -> str:
    """Where the leader wanted to go; only to rooms of the workspace."""
    back = request.POST.get("next") or request.GET.get("next") or HOME
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(HOME)
    return back if is_ours and not back.startswith((HOME + "who/", HOME + "leave/")) else HOME
