"""Who makes the goods: the cooperatives, and the artisans who are their members."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Person, Scope
from cooperatives.districts import DISTRICTS, PROVINCES, District


class CooperativeQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Cooperative(models.Model):
    """A group of makers we sell for and owe."""

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("Cooperative")
        ASSOCIATION = "association", _("Association")
        SAVINGS_GROUP = "savings_group", _("Savings group")

    class Crafts(models.TextChoices):
        WEAVING = "weaving", _("Weaving")
        POTTERY = "pottery", _("Pottery")
        BOTH = "both", _("Weaving and pottery")

    class Hue(models.IntegerChoices):
        """The six muted hues of the woven band; their colours are in the style sheets, their stitches too."""

        CLAY = 0, _("Clay")
        INDIGO = 1, _("Indigo")
        SISAL = 2, _("Sisal")
        FOREST = 3, _("Forest")
        PLUM = 4, _("Plum")
        STONE = 5, _("Stone")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COOPERATIVE)
    crafts = models.CharField(_("crafts"), max_length=20, choices=Crafts)
    district = models.CharField(_("district"), max_length=20, choices=[(name, name) for name in DISTRICTS])
    founded_year = models.PositiveSmallIntegerField(
        _("founded in the year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    member_count = models.PositiveIntegerField(
        _("number of members"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("A few plain sentences: who they are and what they make.")
    )
    photo = models.ForeignKey(
        "photos.Photo", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hue = models.PositiveSmallIntegerField(_("hue in the woven band"), choices=Hue, default=Hue.CLAY)
    is_active = models.BooleanField(_("sells in the shop"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperative")
        verbose_name_plural = _("cooperatives")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="cooperative_district_exists", condition=Q(district__in=list(DISTRICTS))),
            models.CheckConstraint(
                name="cooperative_has_members", condition=Q(member_count__isnull=True) | Q(member_count__gte=1)
            ),
            models.CheckConstraint(
                name="cooperative_founded_in_living_memory",
                condition=Q(founded_year__isnull=True) | Q(founded_year__gte=1900, founded_year__lte=2100),
            ),
            models.CheckConstraint(name="cooperative_hue_is_one_of_six", condition=Q(hue__gte=0, hue__lte=5)),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self) -> District:
        return DISTRICTS[self.district]

    @property
    def province(self) -> str:
        """The province's code, as in `districts.PROVINCES`: it follows from the district and is not stored twice."""
        return self.place.province

    @property
    def province_name(self) -> str:
        return PROVINCES[self.province]

    @property
    def weaves(self) -> bool:
        return self.crafts in (self.Crafts.WEAVING, self.Crafts.BOTH)

    @property
    def makes_pottery(self) -> bool:
        return self.crafts in (self.Crafts.POTTERY, self.Crafts.BOTH)


class ArtisanQuerySet(models.QuerySet):
    def with_names(self):
        """Ready to be asked for the name that may be shown."""
        return self.select_related("person").prefetch_related("person__consents__scope_rows")

    def named(self, on: date | None = None):
        """Those whose name may be shown."""
        return self.filter(person__in=Person.objects.allowing(Scope.FULL_NAME, Scope.FIRST_NAME, on=on)).with_names()


class Artisan(models.Model):
    """A person, member of a cooperative. What of them is shown, their consents say."""

    cooperative = models.ForeignKey(
        Cooperative, verbose_name=_("cooperative"), on_delete=models.PROTECT, related_name="artisans"
    )
    person = models.OneToOneField(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="artisan")
    craft = models.CharField(
        _("craft or role"),
        max_length=120,
        blank=True,
        help_text=_("In their own words, for example “weaves, and teaches the younger ones”."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ArtisanQuerySet.as_manager()

    class Meta:
        verbose_name = _("artisan")
        verbose_name_plural = _("artisans")
        ordering = ["cooperative_id", "person__full_name", "pk"]

    def __str__(self):
        return str(self.person)

    @property
    def shown_name(self) -> str:
        """The name that may be shown today; empty where none."""
        return self.person.shown_name()
