"""An account as staff read it: its statement with the running balance, to look through and to take away as CSV."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets.button import HeaderButton

from cooperatives.books.forms import StatementForm
from cooperatives.ledger.models import Account
from cooperatives.ledger.money import as_written
from cooperatives.ledger.statement_csv import as_csv
from cooperatives.ledger.statements import StatementPage, every_line, page_of

NOTHING = StatementPage(lines=[], older_than=None, newer_than=None)


class AccountView(InspectView):
    def get_object(self, queryset=None):
        # As Wagtail does, so that an unknown number is a page that is not there.
        self.object = super().get_object(queryset)
        return (
            Account.objects.with_balance().with_booked_balance().select_related("cooperative").get(pk=self.object.pk)
        )

    @cached_property
    def form(self) -> StatementForm:
        return StatementForm(self.request.GET)

    def address(self, name: str, **changed) -> str:
        """The same lines at another place, or as another file."""
        sought = {
            key: value for key, value in self.request.GET.items() if key in ("starts_on", "ends_on", "kind", "order")
        }
        query = {key: value for key, value in (sought | changed).items() if value not in ("", None)}
        return reverse(f"books_account:{name}", args=[self.object.pk], query=query or None)


class StatementView(AccountView):
    template_name = "wagtailadmin/books/statement.html"
    page_title = _("Statement")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Download as CSV"), url=self.address("statement_csv"), icon_name="download")]

    def get_context_data(self, **kwargs):
        account = self.object
        page = page_of(account, self.form.sought, **self.form.place) if self.form.is_valid() else NOTHING
        return super().get_context_data(**kwargs) | {
            "account": account,
            "form": self.form,
            "balance": as_written(account.balance_minor, account.currency),
            "waiting": account.balance_minor - account.booked_minor
            and as_written(account.balance_minor - account.booked_minor, account.currency),
            "lines": [
                (line, as_written(line.delta_minor, line.currency), as_written(line.balance_minor, line.currency))
                for line in page.lines
            ],
            "older": page.older_than and self.address("inspect", older_than=page.older_than),
            "newer": page.newer_than and self.address("inspect", newer_than=page.newer_than),
            "newest": self.address("inspect"),
        }


class StatementCsvView(AccountView):
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.form.is_valid():
            return HttpResponse(self.form.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
        lines = every_line(self.object, self.form.sought)
        response = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
        name = slugify(f"{self.object} {localdate()}")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
