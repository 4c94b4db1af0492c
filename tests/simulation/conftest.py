"""A shop that knows nothing of the seed before, for each seed."""

import logging
from collections.abc import Callable

import pytest

from tests import factories
from tests.payment.crash.snapshots import snapshot_of_the_shop
from tests.payment.sandbox_fixture import KEY, WEBHOOK_SECRET
from tests.simulation.run import Simulation
from tests.simulation.sandbox_beside import SandboxBeside


@pytest.fixture(scope="session")
def sandbox_beside():
    sandbox = SandboxBeside()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def stripe(sandbox_beside, settings):
    """An empty sandbox that the gateway speaks to."""
    sandbox_beside.reset()
    settings.STRIPE_API_BASE = sandbox_beside.url
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = KEY, WEBHOOK_SECRET
    settings.STRIPE_LIVEMODE = False
    return sandbox_beside


@pytest.fixture
def live(stripe, transactional_db):
    """Lives one seed; what happened, line by line."""
    factories.world()
    empty = snapshot_of_the_shop()
    logging.disable()  # each life has its own log

    def live(seed: int, tell: Callable[[str], object] = lambda line: None) -> list[str]:
        empty.restore()
        return Simulation(seed, stripe=stripe, everything=empty.everything, tell=tell).live()

    yield live
    logging.disable(logging.NOTSET)
    empty.restore()
    empty.discard()
