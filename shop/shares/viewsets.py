"""Share policies in the Wagtail admin. Nothing is saved before staff have seen, in figures, what it means."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from cooperatives.ledger.money import as_written
from shop.shares.bearers import Bearer, Bearers
from shop.shares.constraints import SCOPE
from shop.shares.example import worked_example
from shop.shares.forms import PolicyForm
from shop.shares.models import SharePolicy

CURRENCY = "EUR"  # of the worked example


class PolicyAdminForm(PolicyForm, WagtailAdminModelForm):
    pass


class SeenFirst:
    """A form in two steps: what was typed is shown as a worked example, and saved when just that is confirmed."""

    signer = Signer(salt="share policy")

    def form_valid(self, form):
        if "change" in self.request.POST:
            self.form = form
            return self.render_to_response(self.get_context_data(form=form))
        if not self._was_seen(form):
            return self._example(form)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            # Somebody else saved one for the same days while this page was open.
            return self._refused(
                form, {NON_FIELD_ERRORS: [_("Another policy for the same holds on some of these days.")]}
            )
        except ValidationError as error:
            return self._refused(form, error.message_dict)

    def _refused(self, form, errors: dict):
        for name, texts in errors.items():
            for text in texts:
                form.add_error(None if name == NON_FIELD_ERRORS else name, text)
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)

    def _example(self, form):
        scope = next((form.cleaned_data[name] for name in SCOPE if form.cleaned_data[name]), _("The house"))
        context = {
            **self.get_context_data(form=form),
            "seen": self.signer.sign(self._digest(form)),
            "typed": [field.as_hidden() for field in form],
            "rows": [
                (_("What it is for"), scope),
                *((form[name].label, _shown(form.cleaned_data[name])) for name in ("valid_from", "valid_until")),
                (form["commission_bp"].label, f"{form.cleaned_data['commission_bp'] / 100:g}"),
            ],
            "bearers": [(form[name].label, Bearer(form.cleaned_data[name]).label) for name in Bearers.NAMES],
            "happenings": [
                (happening.what, [_amount(minor) for minor in happening.amounts])
                for happening in worked_example(form.instance)
            ],
        }
        template = "wagtailadmin/shares/confirm.html"
        return self.response_class(
            request=self.request, template=template, context=context, using=self.template_engine
        )

    def _was_seen(self, form) -> bool:
        try:
            return self.signer.unsign(self.request.POST.get("seen", "")) == self._digest(form)
        except BadSignature:
            return False

    def _digest(self, form) -> str:
        """All that was typed; and of which policy."""
        typed = [f"{name}={form.cleaned_data.get(name)}" for name in sorted(form.cleaned_data)]
        return "|".join([str(form.instance.pk), *typed])


def _shown(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else _("Until further notice")


def _amount(minor: int) -> str:
    return as_written(minor, CURRENCY) if minor else "–"


class PolicyCreateView(SeenFirst, CreateView):
    submit_button_label = gettext_lazy("Show what it means")
    submit_button_active_label = gettext_lazy("Computing…")


class PolicyEditView(SeenFirst, EditView):
    submit_button_label = gettext_lazy("Show what it means")
    submit_button_active_label = gettext_lazy("Computing…")

    def save_instance(self):
        """With the row held: an order that is placed meanwhile waits, or was placed first and is seen."""
        SharePolicy.objects.select_for_update().get(pk=self.object.pk)
        self.form.instance.clean()
        return super().save_instance()


class PolicyDeleteView(DeleteView):
    def form_valid(self, form):
        if self.object.line_shares.exists():
            text = _("Orders were placed by “%(name)s”: it can be ended, but not deleted.") % {"name": self.object}
            messages.error(self.request, text)
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


class PolicyIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("product", "category", "cooperative")


class SharePolicyViewSet(ModelViewSet):
    model = SharePolicy
    url_prefix = "share-policies"
    icon = "sliders"
    menu_label = gettext_lazy("Share policies")
    menu_order = 310  # after the cooperatives and their books
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = PolicyIndexView
    add_view_class = PolicyCreateView
    edit_view_class = PolicyEditView
    delete_view_class = PolicyDeleteView
    list_filter = ["cooperative", "valid_from"]
    list_display = [
        "__str__",
        Column("valid_from", label=gettext_lazy("From"), sort_key="valid_from"),
        Column("valid_until", label=gettext_lazy("Until"), sort_key="valid_until"),
        *(
            Column(
                name, label=capfirst(SharePolicy._meta.get_field(name).verbose_name), accessor=f"get_{name}_display"
            )
            for name in ("discount_bearer", "voucher_bearer", "shipping_bearer")
        ),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("product"), FieldPanel("category"), FieldPanel("cooperative")],
                heading=gettext_lazy("What it is for"),
                help_text=gettext_lazy(
                    "One of the three, or none for the rule of the house. Of several that hold, that of the piece decides, "
                    "then that of its nearest kind, then that of the cooperative."
                ),
            ),
            FieldRowPanel(
                [FieldPanel("valid_from"), FieldPanel("valid_until")], heading=gettext_lazy("When it holds")
            ),
            FieldPanel("commission_bp"),
            MultiFieldPanel([FieldPanel(name) for name in Bearers.NAMES], heading=gettext_lazy("Who bears")),
        ],
        base_form_class=PolicyAdminForm,
    )
