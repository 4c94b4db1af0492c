"""A mail server to send to: one that works, one that refuses, one that hangs; or nobody at the port."""

import asyncio
import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller


class MailServer:
    """Takes mails, or answers each recipient with `refusal`, or is silent for `seconds` before (or after) taking a mail."""

    def __init__(self, *, refusal: str = "", silent_before: float = 0, silent_after: float = 0):
        self.taken = []
        self._refusal, self._before, self._after = refusal, silent_before, silent_after

    @property
    def recipients(self) -> Counter:
        return Counter(recipient for recipient, _message in self.taken)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        await asyncio.sleep(self._before)
        if self._refusal:
            return self._refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        message = message_from_bytes(envelope.content)
        self.taken += [(recipient, message) for recipient in envelope.rcpt_tos]
        await asyncio.sleep(self._after)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(settings, **behaviour):
    """The mail server that the settings name, for a while."""
    server = MailServer(**behaviour)
    controller = Controller(server, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
