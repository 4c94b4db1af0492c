"""The one Stripe account that the sandbox keeps: its store, its webhooks, and where its pages are."""

from dataclasses import dataclass, field
from typing import Any

from shop.payment.sandbox import shapes
from shop.payment.sandbox.settlement import Settlement
from shop.payment.sandbox.store import Store
from shop.payment.sandbox.webhooks import Webhooks


@dataclass
class Account:
    store: Store
    webhooks: Webhooks
    base_url: str
    key: str
    # Stripe stamps events with the account's API version; ours is the one its last caller spoke.
    api_version: str | None = field(default=None)
    settlement: Settlement = field(default_factory=Settlement)
    refunds_are_pending: bool = False

    def publish(self, kind: str, subject: dict[str, Any], idempotency_key: str | None = None) -> None:
        """Record an event and send it on its way; call inside the transaction of what happened."""
        shown = shapes.presented(self.store, subject)
        event = shapes.event(kind, shown, api_version=self.api_version, idempotency_key=idempotency_key)
        self.store.add(event)
        self.webhooks.post(event)
