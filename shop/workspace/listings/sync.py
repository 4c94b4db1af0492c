"""What phones send of their drafts when there is a line, and what they fetch to go on without one.

A phone sends what was changed on it, with the version that builds on. The answer says what was taken, what was refused
and why, and what somebody else answered otherwise meanwhile; until a leader is here again it tells nothing more.
"""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from shop.workspace.entrance.door import leader_on, leader_required, phone_required
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.answers import Answers, as_posted, asked_of
from shop.workspace.listings.models import Submission
from shop.workspace.listings.saving import NotBeingWritten, NotTheirs, begin, give_up, is_changed_by_others, save
from shop.workspace.listings.sending import NotComplete, PriceDoubted, send
from shop.workspace.listings.steps import STEPS

MOST_BYTES = 200_000


@require_POST
@phone_required
def sync(request: HttpRequest) -> HttpResponse:
    """One draft: {leader, key, version, answers: {field: value}, send, give_up}."""
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"error": "large"}, status=413)
    told = _read(request.body)
    if told is None:
        return JsonResponse({"error": "unreadable"}, status=400)
    leader = leader_on(request, told["leader"])
    if leader is None:
        return JsonResponse({"error": "who"}, status=404)
    try:
        submission = begin(key=told["key"], leader=leader)
    except NotTheirs:
        return JsonResponse({"error": "who"}, status=404)
    return JsonResponse(_taken(submission, told, leader, request))


@require_GET
@leader_required
def drafts(request: HttpRequest) -> HttpResponse:
    """What the group can still change, for the phone to keep."""
    open_ones = (
        Submission.objects.of(request.leader.cooperative).being_written().prefetch_related("artisans", "remarks")
    )
    return JsonResponse({"drafts": [as_kept(submission) for submission in open_ones]})


def as_kept(submission: Submission) -> dict[str, Any]:
    """A submission as a phone keeps it: every answer as text, as it is typed."""
    return {
        "key": str(submission.key),
        "version": submission.version,
        "state": submission.state,
        "answers": {name: _as_typed(submission, name) for step in STEPS for name in step.asks},
        "remarks": [
            {"about": remark.field, "text": remark.text}
            for remark in submission.remarks.all()
            if remark.answered_at is None
        ],
    }


def _as_typed(submission: Submission, name: str) -> Any:
    if name == "artisans":
        return sorted(str(artisan.pk) for artisan in submission.artisans.all())
    if name == "kind":
        return str(submission.kind_id or "")
    if name == "is_one_of_a_kind":
        return submission.is_one_of_a_kind
    if name == "price_is_meant":
        return str(submission.price_rwf or "") if submission.price_is_meant else ""
    value = getattr(submission, name)
    if value is None:
        return ""
    return f"{value.normalize():f}" if name.endswith("_cm") else str(value)


def _taken(submission: Submission, told: dict[str, Any], leader: Leader, request: HttpRequest) -> dict[str, Any]:
    answer: dict[str, Any] = {"refused": {}, "apart": [], "missing": {}, "doubted": False, "late": False}
    # Then the phone asks for all of it, as soon as its leader is here.
    answer["others"] = is_changed_by_others(submission, version=told["version"], device=request.device)
    asked = asked_of(told["answers"])
    form = Answers(as_posted(told["answers"]), asked=asked, cooperative=leader.cooperative)
    form.is_valid()
    try:
        if form.right:
            saved = save(submission=submission, answers=form.right, version=told["version"], device=request.device)
            submission, answer["apart"] = saved.submission, list(saved.kept_apart)
        answer["refused"] = {name: " ".join(words) for name, words in form.errors.items()}
        if told["give_up"]:
            submission = give_up(submission=submission)
        elif told["send"] and not answer["refused"] and not answer["apart"]:
            submission = send(submission, by=leader)
    except NotBeingWritten as late:
        submission, answer["late"] = late.submission, True
    except NotComplete as lacking:
        answer["missing"] = {about: str(words) for about, words in lacking.missing.items()}
    except PriceDoubted:
        answer["doubted"] = True
    return answer | {"state": submission.state, "version": submission.version}


def _read(body: bytes) -> dict[str, Any] | None:
    """The body with every value of the right kind, or nothing."""
    try:
        told = json.loads(body)
        key, leader, version = UUID(str(told["key"])), int(told["leader"]), int(told.get("version") or 0)
        answers = told.get("answers") or {}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    if not isinstance(answers, dict) or not 0 < leader < 2**63 or not 0 <= version < 2**31:
        return None
    return {
        "key": key,
        "leader": leader,
        "version": version,
        "answers": answers,
        "send": told.get("send") is True,
        "give_up": told.get("give_up") is True,
    }
