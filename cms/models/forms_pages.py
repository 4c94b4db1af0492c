"""Pages with a form: contact, an enquiry by a shop. What was sent is kept for a stated time, and staff are told by a task."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField, FormMixin, validate_to_address
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import first_words, text_blocks
from cms.letters.building import LetterFormBuilder
from cms.letters.receiving import LIMIT, receive
from cms.models.base import BasePage
from cms.pictures import pictures_in

# The last part of the address at which a visitor is thanked.
THANKS = "thanks"


class FormField(TranslatableMixin, AbstractFormField):
    page = ParentalKey("cms.FormPage", on_delete=models.CASCADE, related_name="form_fields")

    # The name under which an answer is kept is the same in every language.
    translatable_fields = [
        TranslatableField("label"),
        TranslatableField("help_text"),
        TranslatableField("choices"),
        TranslatableField("default_value"),
        SynchronizedField("clean_name", overridable=False),
        SynchronizedField("field_type", overridable=False),
        SynchronizedField("required", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, AbstractFormField.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")

    def save(self, *args, **kwargs):
        if self.locale_id is None:
            self.locale = self.page.locale
        super().save(*args, **kwargs)


class FormPage(FormMixin, BasePage):
    class Kept(models.IntegerChoices):
        QUARTER = 90, _("90 days")
        HALF = 180, _("180 days")
        YEAR = 365, _("one year")
        TWO_YEARS = 730, _("two years")

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(text_blocks(), verbose_name=_("text beside the form"), blank=True)
    button = models.CharField(_("text of the button"), max_length=40, blank=True)
    thanks = models.TextField(
        _("thanks"), help_text=_("Shown when it was sent: who reads it, and when to expect an answer.")
    )
    to_address = models.CharField(
        _("staff who are told"),
        max_length=255,
        blank=True,
        validators=[validate_to_address],
        help_text=_("E-mail addresses with commas between them. What was sent also stands in the admin."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("kept for"), choices=Kept, default=Kept.HALF, help_text=_("Then what was sent is deleted by itself.")
    )

    same_in_every_language = ("to_address",)

    content_panels = [
        FormSubmissionsPanel(),
        *BasePage.content_panels,
        FieldPanel("intro"),
        InlinePanel("form_fields", heading=_("Fields of the form"), label=_("Field")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("button"), FieldPanel("thanks")], heading=_("Sending")),
        MultiFieldPanel([FieldPanel("to_address"), FieldPanel("keep_days")], heading=_("What was sent")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = []
    template = "pages/form.html"
    landing_page_template = "pages/form_thanks.html"
    form_builder = LetterFormBuilder

    class Meta:
        verbose_name = _("page with a form")
        verbose_name_plural = _("pages with forms")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro or first_words(self.body)

    def pictures_shown(self):
        return pictures_in(self.body)

    def route(self, request, path_components):
        """Below the page lies what is shown when a letter was sent: an address of its own, so that nothing is sent twice."""
        if path_components == [THANKS] and self.live:
            return RouteResult(self, kwargs={"is_sent": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args, is_sent: bool = False, **kwargs) -> HttpResponse:
        if is_sent:
            return self.render_landing_page(request)
        if request.method == "POST":
            return self._answer(request)
        # The form asks for nothing that its visitor alone has, so this page can be kept for everybody, as every other.
        return BasePage.serve(self, request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"form": self.get_form(page=self), "page_url": self.get_url(request)}

    def render_landing_page(self, request, form_submission=None, *args, **kwargs):
        response = TemplateResponse(request, self.landing_page_template, self.get_context(request))
        response.headers["Cache-Control"] = "public, max-age=60"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Take the letter in and lead to the thanks; or the form again, with what was typed and what is to be changed."""
        form = self.get_form(request.POST, page=self)
        if LIMIT.is_reached(request):
            form.is_valid()
            form.add_error(None, _("A lot was sent from your connection just now. Please try again in ten minutes."))
            return self._form_again(request, form, status=429)
        if not form.is_valid():
            return self._form_again(request, form, status=422)
        LIMIT.count(request)
        receive(page=self, letter=form.letter())
        return redirect(f"{self.get_url(request)}{THANKS}/")

    def _form_again(self, request: HttpRequest, form, *, status: int) -> HttpResponse:
        context = self.get_context(request) | {"form": form}
        response = TemplateResponse(request, self.template, context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
