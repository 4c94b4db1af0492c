"""The door through which a phone sends pictures piece by piece: the tus protocol 1.0.0, its core and the extensions creation,
checksum and termination.

Written here, because no library fits: django-tus ended with Django 3; drf-tus reads how far a picture is and writes it back
without a lock, deletes what came when a step fails, and needs signals, jsonfield and a state machine that is no longer kept up;
resumable-upload keeps its own database beside ours, so a picture and its row could part, and loses the piece that was cut off.
Here each piece of a cut request that did arrive is kept.

Beyond the protocol, a GET tells what became of a picture. A token works only on the phone that asked for it last.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse

from cooperatives.photos.ingest import MAX_BYTES, Reason
from shop.workspace.entrance.door import leader_on, phone_required
from shop.workspace.entrance.models import Leader
from shop.workspace.photos import arriving, thumbs
from shop.workspace.photos.arriving import Announced
from shop.workspace.photos.finishing import NotWhatWasSaid, finish
from shop.workspace.photos.models import LeaderPhoto, Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,termination"
CHECKSUMS = ("sha1", "sha256")
OFFSET_STREAM = "application/offset+octet-stream"
# Written down at once; of a request that is cut off, all but what is left of the last of these is kept, and that, too.
BLOCK = 64 * 1024
NUMBER = re.compile(r"[0-9]{1,9}")
CHECKSUM_MISMATCH = 460
ABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": EXTENSIONS,
    "Tus-Max-Size": MAX_BYTES,
    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
}


class Unclear(Exception):
    """The request does not keep to the protocol; says where."""


class NoSuchLeader(Exception):
    """The leader has never signed in on this phone, or may not any more."""


class SpoiledOnTheWay(Exception):
    """The piece is not the one whose checksum was sent with it; nothing of it is kept."""


# What each is answered with; of two that fit, the first.
STATUSES: dict[type[Exception], int] = {
    Unclear: 400,
    NoSuchLeader: 404,
    arriving.OfAnotherGroup: 404,
    arriving.TooLarge: 413,
    arriving.TooMany: 429,
    arriving.NotBegun: 400,
    arriving.WrongOffset: 409,
    arriving.TooMuch: 413,
    arriving.Gone: 410,
    SpoiledOnTheWay: CHECKSUM_MISMATCH,
    NotWhatWasSaid: CHECKSUM_MISMATCH,
    # The disk is full: the phone asks how far we are, and goes on from there.
    OSError: 503,
}


@phone_required
def uploads(request: HttpRequest) -> HttpResponse:
    """OPTIONS says what is spoken here; POST begins a picture."""
    if request.method == "OPTIONS":
        return _answer(204, **ABILITIES)
    if request.method != "POST":
        return _answer(405, Allow="OPTIONS, POST")
    if not _speaks(request):
        return _answer(412, **{"Tus-Version": VERSION})
    try:
        leader, announced = _announced(request)
        upload = arriving.begin(leader=leader, device=request.device, announced=announced)
    except tuple(STATUSES) as fault:
        return _fault(fault)
    address = reverse("workspace:upload", args=[upload.token])
    if announced.listing:
        # So that ending it ends it in this listing, and in no other that has the same picture.
        address += f"?listing={announced.listing}"
    return _answer(201, Location=address, **{"Upload-Offset": arriving.offset_of(upload)})


@phone_required
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """HEAD says how far a picture is, PATCH brings a piece, DELETE ends it, GET tells what became of it."""
    method = request.method
    if method == "POST":
        # For machines between us that let nothing else through.
        method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
    if method not in METHODS:
        return _answer(405, Allow=", ".join(METHODS))
    if method != "GET" and not _speaks(request):
        return _answer(412, **{"Tus-Version": VERSION})
    found = Upload.objects.filter(token=token).select_related("photo__photo").first()
    if found is None:
        return _answer(410)
    if found.device_id != request.device.pk:
        return _answer(404)
    return METHODS[method](request, found)


def _tell(request: HttpRequest, upload: Upload) -> HttpResponse:
    photo = upload.photo
    answer = {
        "state": upload.state,
        "offset": arriving.offset_of(upload),
        "length": upload.length,
        "hints": photo.hints if photo else [],
        "refused": str(Reason(upload.refused).label) if upload.refused else "",
        "photo": photo.pk if photo else None,
        "thumb": thumb_address(photo) if photo else "",
    }
    return JsonResponse(answer)


def _how_far(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _answer(200, **{"Upload-Offset": arriving.offset_of(upload), "Upload-Length": upload.length})


def _bring(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != OFFSET_STREAM:
        return _answer(415)
    try:
        offset = _number(request.headers.get("Upload-Offset"), "Upload-Offset")
        for piece in _pieces(request, upload.length, _checksum(request)):
            upload = arriving.append(upload=upload, offset=offset, data=piece)
            offset = upload.offset
        finish(upload)
    except tuple(STATUSES) as fault:
        return _fault(fault)
    return _answer(204, **{"Upload-Offset": offset})


def _end(request: HttpRequest, upload: Upload) -> HttpResponse:
    try:
        listing = UUID(request.GET["listing"]) if "listing" in request.GET else None
    except ValueError:
        return _answer(400)
    arriving.give_up(upload, listing=listing)
    return _answer(204)


def _fault(fault: Exception) -> HttpResponse:
    headers = {}
    if isinstance(fault, arriving.WrongOffset):
        headers["Upload-Offset"] = fault.offset
    if isinstance(fault, arriving.TooMany | OSError):
        headers["Retry-After"] = 60
    words = str(fault) if isinstance(fault, arriving.NotBegun | Unclear) else ""
    return _answer(
        next(status for kind, status in STATUSES.items() if isinstance(fault, kind)), words=words, **headers
    )


METHODS = {"GET": _tell, "HEAD": _how_far, "PATCH": _bring, "DELETE": _end}


def _pieces(request: HttpRequest, most: int, checksum: tuple[str, bytes] | None) -> Iterator[bytes]:
    """What the request brings, in blocks; of one that is cut off, what came before. No more than `most` is read in vain."""
    if checksum is None:
        yield from _read(request, most)
        return
    # It is compared before anything is written, so all of it has to be here first.
    algorithm, expected = checksum
    whole = b"".join(_read(request, most))
    if hashlib.new(algorithm, whole).digest() != expected:
        raise SpoiledOnTheWay
    yield whole


def _read(request: HttpRequest, most: int) -> Iterator[bytes]:
    seen = 0
    while seen <= most:
        try:
            block = request.read(BLOCK)
        except UnreadablePostError:
            return
        if not block:
            return
        seen += len(block)
        yield block


def _speaks(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _announced(request: HttpRequest) -> tuple[Leader, Announced]:
    length = _number(request.headers.get("Upload-Length"), "Upload-Length")
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    leader = leader_on(request, _number(said.get("leader"), "leader"))
    if leader is None:
        raise NoSuchLeader
    sha256 = said.get("sha256", "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Unclear("sha256")
    says = said.get("says", LeaderPhoto.Says.UNSAID)
    if says not in LeaderPhoto.Says.values:
        raise Unclear("says")
    people = said.get("people", "")
    listing = said.get("listing", "")
    position = said.get("position", "")
    try:
        return leader, Announced(
            sha256=sha256,
            length=length,
            listing=UUID(listing) if listing else None,
            position=min(_number(position, "position"), arriving.MOST_POSITION) if position else None,
            says=says,
            people=tuple(_number(number, "people") for number in people.split(",") if number),
        )
    except ValueError as fault:
        raise Unclear("listing") from fault


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64`, as the protocol has it."""
    said = {}
    for pair in header.split(",") if header.strip() else ():
        key, _space, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError) as fault:
            raise Unclear("Upload-Metadata") from fault
        if not key or key in said or "\0" in text:
            raise Unclear("Upload-Metadata")
        said[key] = text
    return said


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise Unclear("Upload-Checksum")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Unclear("Upload-Checksum") from fault
    if len(digest) != hashlib.new(algorithm).digest_size:
        raise Unclear("Upload-Checksum")
    return algorithm, digest


def _number(text: str | None, name: str) -> int:
    if text is None or not NUMBER.fullmatch(text):
        raise Unclear(name)
    return int(text)


def thumb_address(photo: LeaderPhoto, side: str = "small") -> str:
    return reverse("workspace:thumb", args=[photo.pk, thumbs.name_of(photo.photo), side])


def _answer(status: int, *, words: str = "", **headers) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)
    answer.headers["Tus-Resumable"] = VERSION
    if status == CHECKSUM_MISMATCH:
        answer.reason_phrase = "Checksum Mismatch"  # a number of the protocol's own
    if not words:
        del answer.headers["Content-Type"]
    return answer
