"""Where Stripe tells us that something happened. The event only says what to ask about; the answer comes from Stripe."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.payment import gateway
from shop.payment.hearing import hear

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """200: dealt with, or none of our business. 400: not from Stripe. 503: send it again later."""
    if not 0 <= _announced_bytes(request) <= gateway.MAX_BYTES:
        return HttpResponse("too large", status=413, content_type="text/plain")
    try:
        event = gateway.read_event(payload=request.body, signature=request.headers.get("Stripe-Signature", ""))
    except gateway.ForgedEvent as forged:
        logger.warning("webhook refused: %s", forged)
        return HttpResponse("not believed", status=400, content_type="text/plain")
    try:
        outcome = hear(event)
    except gateway.PaymentUnavailable as unavailable:
        logger.warning("webhook %s put off: %s", event.id, unavailable)
        return HttpResponse("later, please", status=503, content_type="text/plain")
    except gateway.PaymentRefused:
        outcome = "not ours"
    return HttpResponse(outcome, content_type="text/plain")


def _announced_bytes(request: HttpRequest) -> int:
    """What a stranger says the body's length is; -1 where that is no number."""
    announced = request.headers.get("Content-Length") or "0"
    return int(announced) if announced.isascii() and announced.isdecimal() and len(announced) < 20 else -1
