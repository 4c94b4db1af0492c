"""What all pages have in common."""

from django.db import models
from django.utils.cache import patch_vary_headers
from django.utils.functional import classproperty
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale, Page, PageManager, PageQuerySet
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from cms.consent import gate
from cms.consent.scheduled import keep_back
from cms.consent.walk import needs_of
from cms.panels import NotesPanel
from cms.pictures import read_sizes
from cms.translations import is_stale, menu, rename_translations, spoken_by, spoken_in_menus, versions
from cooperatives.consents.needs import Need

# Wagtail's root is 1.
HOME_DEPTH = 2


class BasePageQuerySet(PageQuerySet):
    def in_language(self, language: str = ""):
        """The pages of one language's tree: of the one that is spoken now, if none is named."""
        # Not through the join: a search may be narrowed by columns of the page alone.
        return self.filter(locale__in=Locale.objects.filter(language_code=language or get_language()))


class BasePage(Page):
    """A page with a picture for those who pass its address on."""

    social_picture = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("picture for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where somebody shares the address of this page."),
    )

    # The language its words are in: that of the original until it is translated. Read wherever pages are listed.
    spoken = models.CharField(max_length=8, blank=True, editable=False)

    # Fields of words that are none to be translated: the names of the fields.
    same_in_every_language: tuple[str, ...] = ()

    objects = PageManager.from_queryset(BasePageQuerySet)()

    content_panels = [*Page.content_panels, NotesPanel(heading=_("To look at before publishing"), icon="glasses")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("social_picture")], heading=_("Sharing")),
    ]

    class Meta:
        abstract = True

    @classproperty
    def override_translatable_fields(cls) -> list[BaseTranslatableField]:
        """Beside what wagtail-localize does with fields: a page has one address, and is about the same things in every language."""
        links = (field for field in cls._meta.many_to_many if isinstance(field, ParentalManyToManyField))
        return [
            BaseTranslatableField("slug"),
            *(SynchronizedField(field.name, overridable=False) for field in links),
            *(SynchronizedField(name, overridable=False) for name in cls.same_in_every_language),
        ]

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            if self.locale_id is None:
                self.locale = self.get_default_locale()
            self.spoken = spoken_by(self)
        if gate.must_be_asked(self, kwargs.get("update_fields")):
            gate.check(self)
        super().save(*args, **kwargs)
        if kwargs.get("update_fields") is None and self.depth > HOME_DEPTH:
            rename_translations(self)

    def publish(self, revision, *args, **kwargs):
        page = revision.as_object()
        if found := gate.refusals(page, on=gate.day_of(page)):
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise gate.ConsentMissing(page, found)
            keep_back(self, revision, found)
            return None
        return super().publish(revision, *args, **kwargs)

    def needs(self) -> list[Need]:
        """What the people on this page must allow, so that it may be live."""
        return needs_of(self)

    def get_admin_display_title(self):
        title = super().get_admin_display_title()
        return _("%(title)s (the English has changed)") % {"title": title} if is_stale(self) else title

    @property
    def picture_to_share(self):
        """The picture that stands for this page elsewhere."""
        return self.social_picture

    @property
    def in_one_sentence(self) -> str:
        """What a search engine may show below the title."""
        return self.search_description

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["way"] = self._way(request)
        context["versions"] = versions(self, request)
        context["languages"] = menu(context["versions"], request)
        read_sizes([*self.pictures_shown(), self.picture_to_share])
        return context

    def serve(self, request, *args, **kwargs):
        """The same for everybody in a market, so that it can be kept for all of them."""
        response = super().serve(request, *args, **kwargs)
        if not getattr(request, "is_preview", False):
            patch_vary_headers(response, ["Cookie"])
            response.headers.setdefault("Cache-Control", "public, max-age=60")
        return response

    def pictures_shown(self) -> list:
        """The pictures of the page itself; each block and field gives the very object that the template shows."""
        return []

    def _way(self, request) -> list[dict]:
        """From the home page, which the breadcrumb names itself, down to this one."""
        if self.depth <= HOME_DEPTH + 1:
            return []
        above = self.get_ancestors().live().filter(depth__gt=HOME_DEPTH)
        return [{"title": page.title, "url": page.get_url(request), "spoken": spoken_in_menus(page)} for page in above]
