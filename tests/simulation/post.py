"""The post between Stripe and the shop: what Stripe tells comes late, twice, in any order, or never."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shop.payment.event import parsed
from tests.payment.sandbox_fixture import WEBHOOK_SECRET, signed_payload
from tests.simulation.sandbox_beside import SandboxBeside

WEBHOOK = reverse("payment:webhook")


@dataclass
class Post:
    chance: random.Random
    stripe: SandboxBeside
    under_way: list[bytes] = field(default_factory=list)
    client: Client = field(default_factory=Client)

    def collect(self) -> str:
        """What Stripe sent meanwhile, and what becomes of it."""
        said = []
        for body, _signature in self.stripe.take():
            fate = self.chance.choices(("sent", "doubled", "lost"), (6, 2, 2))[0]
            self.under_way += [body] * {"sent": 1, "doubled": 2, "lost": 0}[fate]
            said.append(f"{parsed(body).type} {fate}")
        return ", ".join(said)

    def deliver(self, serve: Callable[[Callable[[], HttpResponse]], HttpResponse]) -> str | None:
        """Any of what is under way; what is not answered with a 200 stays so."""
        if not self.under_way:
            return None
        body = self.under_way.pop(self.chance.randrange(len(self.under_way)))
        self.under_way.append(body)
        signed = {"Stripe-Signature": signed_payload(body, WEBHOOK_SECRET)}
        answer = serve(lambda: self.client.post(WEBHOOK, body, "application/json", headers=signed))
        if answer.status_code == 200:
            self.under_way.pop()
        elif answer.status_code != 503:
            raise AssertionError(f"a webhook was answered with {answer.status_code}")
        return f"{parsed(body).type}: {answer.status_code} {answer.content.decode()}"
