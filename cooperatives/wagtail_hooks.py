from wagtail import hooks
from wagtail.permissions import register_permission_policy

from cooperatives.ledger.models import Account, Entry
from cooperatives.viewsets import MakersGroup, ReadOnlyPolicy

# Here and not on the viewsets: a policy must be known before anything asks for it.
register_permission_policy(Account, ReadOnlyPolicy(Account))
register_permission_policy(Entry, ReadOnlyPolicy(Entry))


@hooks.register("register_admin_viewset")
def makers():
    return MakersGroup()
