"""Leaders in the Wagtail admin: invited, given a card, and kept out again when a phone or a card is lost."""

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.db.models import Exists, Max, OuterRef
from django.forms import ModelForm
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.images.widgets import AdminImageChooser

from cooperatives.models import Artisan
from cooperatives.viewsets import ReadOnlyPolicy, ReadOnlyViewSet
from shop.workspace.entrance.acts.viewsets import (
    NAME,
    AgreeToResetView,
    AskForResetView,
    GiveUpResetView,
    LeaderPolicy,
    MakeCardView,
    RevokeCardView,
    RevokePhoneView,
    page_of,
)
from shop.workspace.entrance.forms import ResetForm
from shop.workspace.entrance.models import Card, Device, Leader, PinReset
from shop.workspace.language import LANGUAGES


def state_of(leader: Leader) -> str:
    """Of a leader read by `LeaderIndexView`."""
    if not leader.is_active or not leader.cooperative.is_active:
        return _("may not come in")
    if leader.waits_for_reset:
        return _("new numbers: somebody has to agree")
    if leader.has_pin:
        return _("has chosen numbers")
    return _("has a card, and has not chosen numbers") if leader.has_card else _("needs a card")


class LeaderIndexView(IndexView):
    default_ordering = ("artisan__cooperative__name", "artisan__person__full_name")

    def get_base_queryset(self):
        leaders = super().get_base_queryset().with_names()
        return leaders.annotate(
            seen_at=Max("visits__seen_at"),
            has_card=Exists(Card.objects.filter(leader=OuterRef("pk"), revoked_at=None)),
            waits_for_reset=Exists(PinReset.objects.filter(leader=OuterRef("pk"), ended_at=None)),
        )


class InviteView(CreateView):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        artisans = Artisan.objects.filter(leader=None, cooperative__is_active=True)
        form.fields["artisan"].queryset = artisans.select_related("person", "cooperative")
        form.fields["artisan"].label_from_instance = lambda artisan: f"{artisan.cooperative}: {artisan}"
        return _ready(form)

    def get_success_url(self):
        return page_of(self.object)


class LeaderEditView(EditView):
    def get_form(self, form_class=None):
        return _ready(super().get_form(form_class))

    def get_success_url(self):
        return page_of(self.object)


def _ready(form: ModelForm) -> ModelForm:
    """With the languages the workspace speaks, and a chooser instead of a list of all pictures there are."""
    names = dict(settings.LANGUAGES)
    form.fields["language"].choices = [(code, names[code]) for code in LANGUAGES]
    form.fields["photo"].widget = AdminImageChooser()
    return form


class LeaderPageView(InspectView):
    """All about a leader’s way in: the card, the phones, new numbers."""

    template_name = "wagtailadmin/leaders/leader.html"

    def get_context_data(self, **kwargs):
        leader, policy = self.object, LeaderPolicy(Leader)
        reset = leader.resets.filter(ended_at=None).select_related("asked_by").first()
        return super().get_context_data(
            **kwargs,
            leader=leader,
            card=leader.cards.filter(revoked_at=None).first(),
            phones=leader.devices.filter(revoked_at=None).prefetch_related("leaders__artisan__person"),
            reset=reset,
            is_own_reset=bool(reset and reset.asked_by_id == self.request.user.pk),
            form=ResetForm(),
            may_change=policy.user_has_permission(self.request.user, "change"),
        )


class LeaderViewSet(ModelViewSet):
    model = Leader
    name = NAME
    url_prefix = "leaders/people"
    icon = "user"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["artisan", "cooperative", "phone", "language", "is_active", "invited_at"]
    index_view_class = LeaderIndexView
    add_view_class = InviteView
    edit_view_class = LeaderEditView
    inspect_view_class = LeaderPageView
    search_fields = ["artisan__person__full_name", "artisan__cooperative__name"]
    list_filter = ["artisan__cooperative", "is_active"]
    list_display = [
        TitleColumn("leader", label=gettext_lazy("Leader"), accessor=str, get_url=page_of),
        Column("cooperative", label=gettext_lazy("Group")),
        Column("phone", label=gettext_lazy("Phone number")),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
        DateColumn("seen_at", label=gettext_lazy("Last seen"), sort_key="seen_at"),
    ]
    form_fields = ["artisan", "phone", "language", "photo", "is_active"]

    @property
    def permission_policy(self):
        return LeaderPolicy(Leader)

    def get_form_class(self, for_update=False):
        # Digits, card and phones are a person’s: they do not pass to another one.
        self.form_fields = ["artisan", "phone", "language", "photo"]
        if for_update:
            self.form_fields = ["phone", "language", "photo", "is_active"]
        return super().get_form_class(for_update)

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"delete_url_name": None} | kwargs)

    def get_urlpatterns(self):
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        return [
            *kept,
            path("<int:pk>/card/", MakeCardView.as_view(), name="card"),
            path("<int:pk>/card/revoke/", RevokeCardView.as_view(), name="revoke_card"),
            path("<int:pk>/phones/<int:device>/revoke/", RevokePhoneView.as_view(), name="revoke_phone"),
            path("<int:pk>/numbers/", AskForResetView.as_view(), name="ask_for_reset"),
            path("<int:pk>/numbers/<int:reset>/agree/", AgreeToResetView.as_view(), name="agree_to_reset"),
            path("<int:pk>/numbers/<int:reset>/give-up/", GiveUpResetView.as_view(), name="give_up_reset"),
        ]

    def get_permissions_to_register(self):
        given = [get_permission_codename(action, self.model_opts) for action in ("view", "add", "change")]
        return super().get_permissions_to_register().filter(codename__in=given)


class CardIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("leader__artisan__person", "leader__artisan__cooperative")


class CardViewSet(ReadOnlyViewSet):
    model = Card
    name = "leader_card"
    url_prefix = "leaders/cards"
    icon = "tag"
    index_view_class = CardIndexView
    inspect_view_fields = ["leader", "made_at", "used_at", "revoked_at"]
    list_filter = ["leader__artisan__cooperative"]
    list_display = [
        TitleColumn("leader", label=gettext_lazy("Leader"), get_url=lambda card: page_of(card.leader)),
        Column("group", label=gettext_lazy("Group"), accessor="leader.cooperative"),
        DateColumn("made_at", label=gettext_lazy("Made"), sort_key="made_at"),
        DateColumn("used_at", label=gettext_lazy("Last used"), sort_key="used_at"),
        BooleanColumn("opens", label=gettext_lazy("Opens"), accessor=lambda card: card.revoked_at is None),
    ]

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(Card)


class DeviceIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("leaders__artisan__person")


def known_by(device: Device) -> str:
    return ", ".join(str(leader) for leader in device.leaders.all())


class DeviceViewSet(ReadOnlyViewSet):
    model = Device
    name = "leader_phone"
    url_prefix = "leaders/phones"
    icon = "mobile-alt"
    index_view_class = DeviceIndexView
    inspect_view_fields = ["name", "leaders", "first_seen_at", "last_seen_at", "revoked_at"]
    list_filter = ["leaders__artisan__cooperative"]
    list_display = [
        "__str__",
        Column("leaders", label=gettext_lazy("Knows"), accessor=known_by),
        DateColumn("last_seen_at", label=gettext_lazy("Last seen"), sort_key="last_seen_at"),
        BooleanColumn("opens", label=gettext_lazy("Opens"), accessor=lambda device: device.revoked_at is None),
    ]

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(Device)


class LeadersGroup(ModelViewSetGroup):
    items = (LeaderViewSet, CardViewSet, DeviceViewSet)
    menu_label = gettext_lazy("Leaders")
    menu_icon = "mobile-alt"
    menu_name = "leaders"
    menu_order = 302
