"""The pieces for sale: what Oscar's product lacks to describe something made by hand, and by whom."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct, AbstractProductImage

from cooperatives.models import Cooperative
from shop.catalogue.browsing import PieceQuerySet
from shop.catalogue.spoken import in_each_language

WORDS = ("summary", "description", "technique")


class Named(models.Model):
    """A word that pieces are filtered by."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    slug = models.SlugField(_("slug"), max_length=64, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


class Material(Named):
    """What a piece is made of: sisal, stoneware, slip."""

    class Meta(Named.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")


class Colour(Named):
    """A colour that people look for, with the swatch that shows it."""

    swatch = models.CharField(_("swatch"), max_length=7, help_text=_("As #rrggbb."))

    class Meta(Named.Meta):
        verbose_name = _("colour")
        verbose_name_plural = _("colours")


class Category(AbstractCategory):
    """A kind of piece. Its address may change with its name, its number does not."""

    def get_full_slug(self, parent_slug: str | None = None) -> str:
        """Its own alone. Those above it would cost a query a kind, or be remembered beyond the day they change."""
        return self.slug


class Product(index.Indexed, AbstractProduct):
    """A piece, or several alike, made by one cooperative or by several together."""

    summary = models.CharField(_("one sentence"), max_length=255, blank=True)
    technique = models.CharField(_("technique"), max_length=128, blank=True)
    care = models.TextField(_("care"), blank=True)
    materials = models.ManyToManyField(Material, verbose_name=_("materials"), related_name="products", blank=True)
    colours = models.ManyToManyField(Colour, verbose_name=_("colours"), related_name="products", blank=True)
    height_cm = models.DecimalField(_("height (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    width_cm = models.DecimalField(_("width (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    depth_cm = models.DecimalField(_("depth (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    diameter_cm = models.DecimalField(_("diameter (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    weight_grams = models.PositiveIntegerField(
        _("weight (g)"), default=500, validators=[MinValueValidator(1)], help_text=_("Packed, as it is posted.")
    )
    is_one_of_a_kind = models.BooleanField(_("one of a kind"), default=False)
    cooperatives = models.ManyToManyField(
        Cooperative, through="catalogue.Contribution", verbose_name=_("cooperatives"), related_name="products"
    )
    artisans = models.ManyToManyField(
        "cooperatives.Artisan", verbose_name=_("artisans"), related_name="products", blank=True
    )

    objects = PieceQuerySet.as_manager()

    # Found by the words of every language: people look for an agaseke in whichever they think of it.
    search_fields = [
        *(index.SearchField(name, boost=4) for name in in_each_language("title")),
        *(index.AutocompleteField(name) for name in in_each_language("title")),
        *(index.SearchField(name) for field in WORDS for name in in_each_language(field)),
        index.SearchField("search_words", boost=2),
        index.FilterField("is_public"),
    ]

    class Meta(AbstractProduct.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(weight_grams__gt=0), name="piece_has_a_weight"),
        ]

    def search_words(self) -> str:
        """What people call the piece beside its title, in every language: kinds, materials, colours, groups and districts."""
        groups = list(self.cooperatives.all())
        named = [*self.categories.all(), *self.materials.all(), *self.colours.all()]
        names = [getattr(thing, name) or "" for thing in named for name in in_each_language("name")]
        return " ".join([*names, *(f"{group.name} {group.district}" for group in groups)])


class Contribution(models.Model):
    """The part one cooperative has in a piece. Parts are weights: 1 and 1 is half each, 3 and 1 is 75 % and 25 %."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="contributions")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="contributions")
    weight = models.PositiveIntegerField(_("part"), default=1, validators=[MinValueValidator(1)])
    work = models.CharField(_("what they made of it"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-weight", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "cooperative"], name="one_contribution_per_cooperative"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="contribution_counts"),
        ]

    def __str__(self):
        return f"{self.cooperative}: {self.weight}"


class ProductImage(AbstractProductImage):
    """A picture of a piece, in the site's one picture library. `original` is Oscar's name for it; upstream it is a file."""

    original = models.ForeignKey("photos.Photo", on_delete=models.PROTECT, related_name="+", verbose_name=_("picture"))


from oscar.apps.catalogue.models import *  # noqa: E402, F403
