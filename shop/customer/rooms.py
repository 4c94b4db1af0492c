"""What all rooms of an account have in common: they are for who is signed in, are kept nowhere, and lead to each other."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.in_place import answered_in_place


@method_decorator([never_cache, answered_in_place], name="dispatch")
class Room(LoginRequiredMixin, View):
    """A page of the account of `request.user`. Whatever a room shows or changes is looked up among what is theirs."""
