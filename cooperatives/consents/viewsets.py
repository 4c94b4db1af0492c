"""The register in the Wagtail admin: who allowed what, until when, where it is used now; recorded, withdrawn, never edited."""

from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from cooperatives.consents import places
from cooperatives.consents.forms import ConsentForm, PersonForm, WithdrawalForm
from cooperatives.consents.models import Consent, OutsideUse, Person, TakenDown
from cooperatives.consents.register import record
from cooperatives.consents.scopes import Scope
from cooperatives.consents.withdrawal import take_down, withdraw_everything

LOOKED, WITHDRAWN = "ubukorikori.consent.looked", "ubukorikori.consent.withdrawn"
STATES = [("live", _("Holds")), ("ending", _("Ends soon")), ("over", _("Over")), ("withdrawn", _("Withdrawn"))]


class ConsentPolicy(ModelPermissionPolicy):
    """Recorded, looked at, and withdrawn by whoever may change them; deleted by nobody, not even a superuser."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


def state_of(consent: Consent) -> str:
    if consent.withdrawn_at:
        return _("Withdrawn")
    return _("Holds") if consent.is_live() else _("Over or not yet")


def scopes_of(consent: Consent) -> str:
    return ", ".join(str(Scope(scope).label) for scope in consent.scopes)


def allowed_by(person: Person) -> str:
    return ", ".join(str(scope.label) for scope in Scope if person.allows(scope)) or str(_("Nothing"))


def until(person: Person) -> str:
    days = [consent.valid_until for consent in person.consents.all() if consent.is_live()]
    return date_format(min(days), "DATE_FORMAT") if days else ""


class ConsentFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    scope = ChoiceFilter(label=_("Allows"), choices=Scope.choices, field_name="scope_rows__scope")

    class Meta:
        model = Consent
        fields = ["how"]

    def in_state(self, consents, _name, state):
        live = Q(pk__in=Consent.objects.live().values("pk"))
        return {
            "live": consents.filter(live),
            "ending": consents.filter(pk__in=Consent.objects.ending().values("pk")),
            "over": consents.filter(withdrawn_at=None, valid_until__lt=timezone.localdate()),
            "withdrawn": consents.exclude(withdrawn_at=None),
        }[state]


class ConsentIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person").prefetch_related("scope_rows")


class RecordView(CreateView):
    def get_initial(self):
        return {"person": self.request.GET.get("person")}

    def save_instance(self):
        return record(self.form.wording(), by=self.request.user)

    def get_success_url(self):
        return reverse("consent_person:inspect", args=[self.object.person_id])

    def get_success_buttons(self):
        return []


class ConsentInspectView(InspectView):
    template_name = "wagtailadmin/consents/consent.html"

    def get_scopes_display_value(self):
        return scopes_of(self.object)

    def get_languages_display_value(self):
        return ", ".join(self.object.languages) or _("All")

    def get_fields(self):
        return [name for name in super().get_fields() if name != "evidence"] + ["scopes"]

    def get_field_label(self, field_name, field):
        return _("Allows") if field_name == "scopes" else super().get_field_label(field_name, field)


class EvidenceView(PermissionCheckedMixin, View):
    """The file, for those who may see consents; who looked is noted first."""

    model = Consent
    permission_required = "view"

    def get(self, request, pk):
        consent = get_object_or_404(Consent, pk=pk)
        if not consent.evidence or not consent.evidence.storage.exists(consent.evidence.name):
            raise Http404
        log(instance=consent, action=LOOKED, user=request.user)
        answer = FileResponse(consent.evidence.open(), as_attachment=True, filename=f"evidence-{consent.pk}")
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class ConsentViewSet(ModelViewSet):
    model = Consent
    name = "consent"
    url_prefix = "consents/given"
    icon = "clipboard-list"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ConsentIndexView
    add_view_class = RecordView
    inspect_view_class = ConsentInspectView
    filterset_class = ConsentFilterSet
    search_fields = ["person__full_name", "person__village", "read_back_by"]
    list_display = [
        "person",
        Column("allows", label=_("Allows"), accessor=scopes_of),
        Column("valid_until", label=_("Until"), sort_key="valid_until"),
        Column("state", label=_("State"), accessor=state_of),
        Column("how", label=_("How"), accessor="get_how_display"),
    ]
    list_export = ["person", "scopes", "valid_from", "valid_until", "withdrawn_at", "how", "languages", "recorded_at"]
    form_fields = ConsentForm.Meta.fields

    def get_form_class(self, for_update=False):
        return ConsentForm

    @property
    def permission_policy(self):
        return ConsentPolicy(Consent)

    def get_common_view_kwargs(self, **kwargs):
        changing = ("edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{act}_url_name": None for act in changing}, **kwargs)

    def get_urlpatterns(self):
        kept = ("index", "index_results", "add", "inspect")
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in kept),
            path("evidence/<int:pk>/", EvidenceView.as_view(), name="evidence"),
        ]


class PersonIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().with_consents()


class PersonEditView(EditView):
    def save_instance(self):
        """Who is no child any more, or is one, has to be asked anew: what was allowed before ends here."""
        person = super().save_instance()
        take_down(person, TakenDown.Cause.EXPIRED)
        return person


class PersonInspectView(InspectView):
    """All about one person: what they allow, where they are shown, what was taken down."""

    template_name = "wagtailadmin/consents/person.html"

    def get_context_data(self, **kwargs):
        consents = self.object.consents.prefetch_related("scope_rows").select_related("person")
        policy = ConsentPolicy(Consent)
        return super().get_context_data(
            **kwargs,
            consents=[(consent, scopes_of(consent), state_of(consent)) for consent in consents],
            uses=places.uses_of(self.object),
            outside=self.object.outside_uses.all(),
            taken_down=self.object.taken_down.all()[:50],
            may_record=policy.user_has_permission(self.request.user, "add"),
            may_withdraw=policy.user_has_permission(self.request.user, "change"),
        )


class WithdrawView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """First what would be taken down and what cannot be; then it is done, at once."""

    model = Consent
    permission_policy = ConsentPolicy(Consent)
    permission_required = "change"
    template_name = "wagtailadmin/consents/withdraw.html"
    page_title = _("Withdraw")
    header_icon = "undo"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(Person, pk=kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.person)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{"form": WithdrawalForm()} | kwargs,
            person=self.person,
            consents=[(consent, scopes_of(consent)) for consent in self._live()],
            uses=places.uses_of(self.person),
            outside=self.person.outside_uses.filter(is_removed=False),
        )

    def post(self, request, *args, **kwargs):
        form = WithdrawalForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        for consent in self._live():
            log(instance=consent, action=WITHDRAWN, user=request.user)
        removal = withdraw_everything(self.person, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            _("Withdrawn. Taken down: %(removed)d. Out of our hands: %(left)d, listed below.")
            % {"removed": len(removal.removed), "left": len(removal.beyond_recall)},
        )
        return redirect("consent_person:inspect", self.person.pk)

    def _live(self):
        return self.person.consents.filter(withdrawn_at=None).prefetch_related("scope_rows")


class PersonViewSet(ModelViewSet):
    model = Person
    name = "consent_person"
    url_prefix = "consents/people"
    icon = "user"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    inspect_view_class = PersonInspectView
    inspect_view_fields = ["full_name", "first_name", "village", "is_child", "guardian"]
    search_fields = ["full_name", "first_name", "village"]
    list_filter = ["is_child"]
    list_display = [
        "full_name",
        "village",
        Column("allows", label=_("Allows today"), accessor=allowed_by),
        Column("until", label=_("The first ends"), accessor=until),
        BooleanColumn("is_child", label=_("Under 18")),
    ]
    form_fields = PersonForm.Meta.fields

    def get_urlpatterns(self):
        withdraw = path("withdraw/<int:pk>/", WithdrawView.as_view(), name="withdraw")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"] + [withdraw]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"delete_url_name": None} | kwargs)


class OutsideUseIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person")


class OutsideUseViewSet(ModelViewSet):
    model = OutsideUse
    index_view_class = OutsideUseIndexView
    url_prefix = "consents/outside"
    icon = "site"
    copy_view_enabled = False
    search_fields = ["where", "person__full_name"]
    list_filter = ["kind", "is_removed"]
    list_display = ["where", "person", "kind", "used_on", BooleanColumn("is_removed", label=_("Taken down"))]
    form_fields = ["person", "kind", "where", "used_on", "is_removed"]


class ConsentsGroup(ModelViewSetGroup):
    items = (PersonViewSet, ConsentViewSet, OutsideUseViewSet)
    menu_label = _("Consents")
    menu_icon = "clipboard-list"
    menu_name = "consents"
    menu_order = 290
