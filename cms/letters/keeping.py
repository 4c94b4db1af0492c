"""Letters are kept for the time that their page states, and no longer."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from wagtail.contrib.forms.models import FormSubmission


def forget_old() -> int:
    """Delete what was kept long enough, of every page; how many that were."""
    now = timezone.now()
    keep_days = FormSubmission.objects.values_list("page__formpage__keep_days", flat=True).distinct()
    is_old = Q(pk__in=[])
    for days in filter(None, keep_days):
        is_old |= Q(page__formpage__keep_days=days, submit_time__lt=now - timedelta(days=days))
    keys = list(FormSubmission.objects.filter(is_old).values_list("pk", flat=True))
    deleted, _by_model = FormSubmission.objects.filter(pk__in=keys).delete()
    return deleted


def forget_later(days: int) -> None:
    """Have old letters looked for when one that is kept today will be old."""
    forget.using(run_after=timezone.now() + timedelta(days=days, minutes=1)).enqueue()


@task()
def forget() -> int:
    return forget_old()
