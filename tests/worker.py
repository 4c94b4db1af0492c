"""The real task worker, run until nothing is left to do, and the passing of time for tasks that were put off."""

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Everything that may run now."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


def time_passes() -> None:
    """What was put off may run now."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
