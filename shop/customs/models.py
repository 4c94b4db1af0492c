"""What the post, the customs and whoever packs must know of a kind of piece. Nothing is known of a kind without a row."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Chapter, heading and subheading of the Harmonized System, which all countries share; further digits are each country's own.
HS_HEADING = RegexValidator(r"^\d{4}(\.\d{2})?\Z", _("Four digits, or six as in 4602.19."))


class KindOfGoods(models.Model):
    """For the pieces of a category, and of those below it that have no row of their own."""

    category = models.OneToOneField(
        "catalogue.Category", verbose_name=_("category"), on_delete=models.CASCADE, related_name="kind_of_goods"
    )
    heading = models.CharField(
        _("customs heading (HS)"), max_length=7, blank=True, validators=[HS_HEADING], help_text=_("As in 4602.19.")
    )
    contents = models.CharField(
        _("contents"),
        max_length=80,
        blank=True,
        help_text=_("On the customs label, in English: what it is and of what, as in “Basket of sisal”."),
    )
    recipe = models.TextField(
        _("how to pack"), blank=True, help_text=_("One step a line, short, as one says it to somebody.")
    )

    class Meta:
        verbose_name = _("kind of goods")
        verbose_name_plural = _("kinds of goods")
        ordering = ["category__path"]

    def __str__(self):
        return str(self.category)

    @property
    def steps(self) -> list[str]:
        return [step.strip() for step in (self.recipe or "").splitlines() if step.strip()]
