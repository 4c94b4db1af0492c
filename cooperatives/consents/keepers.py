"""Who keeps the consents, and is told when one ends: whoever may look at them and works here."""

from django.contrib.auth import get_user_model
from django.db.models import Q


def keepers() -> list[str]:
    """Their addresses: of those who may change consents, or of those who may everything if nobody else may."""
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    may = Q(codename="change_consent", content_type__app_label="consents")
    permitted = people.filter(Q(groups__permissions__in=_permissions(may)) | Q(user_permissions__in=_permissions(may)))
    found = permitted.distinct() if permitted.exists() else people.filter(is_superuser=True)
    return sorted(set(found.values_list("email", flat=True)))


def _permissions(which: Q):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(which)
