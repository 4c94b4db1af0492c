"""Bringing a table in, in the Wagtail admin: chosen, shown with what would become of each row, and then taken just so."""

from collections import Counter

from django.core.signing import BadSignature
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from cooperatives.tables.fates import Fate, HasChanged, Outcome, fingerprint
from cooperatives.tables.forms import FileForm, opened, sealed
from cooperatives.tables.reading import Table, Unreadable


class TableImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A file is looked at and each of its rows told what would become of it; then, if that is confirmed, just that is done.

    A view says what its table is, where its rows are listed, and three acts: `fates`, `take`, `column_words`.
    """

    table: Table
    index_url_name: str
    import_url_name: str
    table_url_name: str
    template_name = "wagtailadmin/tables/import.html"
    header_icon = "upload"
    permission_required = "add"
    # In the view's own words: what the columns mean, a line each.
    hints: tuple[str, ...] = ()

    def fates(self, data: bytes) -> list[Outcome]:
        """What would become of each row. Raises Unreadable."""
        raise NotImplementedError

    def take(self, *, data: bytes, shown: str) -> list[Outcome]:
        """Do what was shown under this fingerprint. Raises HasChanged."""
        raise NotImplementedError

    def column_words(self, name: str) -> str:
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("change"):
            self.permission_required = "change"
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request):
        return self.show(FileForm())

    def post(self, request):
        if "sealed" in request.POST:
            return self.bring_in(request.POST["sealed"])
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        return self.look(form, form.cleaned_data["file"])

    def look(self, form: FileForm, data: bytes) -> HttpResponse:
        try:
            outcomes = self.fates(data)
        except Unreadable as error:
            form.add_error("file", str(error))
            return self.show(form)
        return self.show(form, outcomes, sealed(data, fingerprint(outcomes), salt=self.import_url_name))

    def bring_in(self, text: str) -> HttpResponse:
        try:
            data, shown = opened(text, salt=self.import_url_name)
            outcomes = self.take(data=data, shown=shown)
        except (BadSignature, Unreadable):
            messages.error(self.request, _("This table was not shown before. Please choose the file again."))
            return HttpResponseRedirect(reverse(self.import_url_name))
        except HasChanged:
            messages.warning(
                self.request,
                _("Somebody has changed something of it meanwhile. This is what would become of the table now."),
            )
            return self.look(FileForm(), data)
        done = [outcome for outcome in outcomes if outcome.is_to_be_done]
        for outcome in done:
            action = "wagtail.create" if outcome.fate is Fate.ADDED else "wagtail.edit"
            changes = [{"field": name, "from": before, "to": after} for name, before, after in outcome.changes]
            log(instance=outcome.row, action=action, user=self.request.user, data={"changes": changes})
        messages.success(self.request, self.done_words(len(done)))
        return HttpResponseRedirect(reverse(self.index_url_name))

    def done_words(self, number: int) -> str:
        raise NotImplementedError

    def show(self, form: FileForm, outcomes: list[Outcome] | None = None, text: str = "") -> HttpResponse:
        counts = Counter(outcome.fate for outcome in outcomes or [])
        context = self.get_context_data(
            form=form,
            columns=self.table.columns,
            rows=[(outcome, self._words(outcome)) for outcome in outcomes or []],
            counts=[(fate, counts[fate]) for fate in Fate if counts[fate]],
            to_do=counts[Fate.ADDED] + counts[Fate.CHANGED],
            sealed=text,
            hints=self.hints,
            here=reverse(self.import_url_name),
            table_url=reverse(self.table_url_name),
        )
        return self.render_to_response(context)

    def _words(self, outcome: Outcome) -> list[str]:
        """Why a row is left out, or what it changes."""
        problems = [f"{self._named(name)}: {text}" for name, text in outcome.problems.items()]
        changes = [f"{self._named(name)}: {before or '–'} → {after or '–'}" for name, before, after in outcome.changes]
        return problems + changes

    def _named(self, name: str) -> str:
        return str(_("The row")) if name == "row" else self.column_words(name)
