"""The form of a piece in the dashboard, opened, filled in and sent back."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.catalogue.models import Colour, Material, Product
from tests import factories
from tests.shop.dashboard.forms_filled_in import filled_in

FORM = "create_update_product_form"


def picture(name: str = "basket.jpg", colour: str = "#a2401f") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def new_page(boss):
    return boss.get(reverse("dashboard:catalogue-product-create"), follow=True)


def edit_address(piece: Product) -> str:
    return reverse("dashboard:catalogue-product", kwargs={"pk": piece.pk})


def saved(boss, piece: Product, **changes):
    """Open the page of a piece, change something, save; answers with what came back."""
    return boss.post(edit_address(piece), filled_in(boss.get(edit_address(piece)), FORM, **changes))


def errors_of(answer) -> str:
    context = answer.context
    told = [*context["form"].errors.values()]
    for name in ("category_formset", "contribution_formset", "image_formset", "stockrecord_formset"):
        told += [error for form in context[name].forms for error in form.errors.values()]
        told.append(context[name].non_form_errors())
    return " ".join(str(error) for error in told if error)


def all_filled_in(boss) -> dict:
    """A new piece, all filled in."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    artisan = factories.artisan(weavers)
    sisal = Material.objects.create(name="Sisal", slug="sisal")
    clay = Colour.objects.create(name="Clay", slug="clay", swatch="#a2401f")
    return filled_in(
        new_page(boss),
        FORM,
        **{
            "title": "A basket",
            "summary": "Tight coils.",
            "description": "Made in the afternoon.",
            "technique": "coiled",
            "care": "Dust it.",
            "materials": [sisal.pk],
            "colours": [clay.pk],
            "height_cm": "12.5",
            "weight_grams": "640",
            "artisans": [artisan.pk],
            "is_public": "on",
            "contributions-0-cooperative": weavers.pk,
            "contributions-0-weight": "3",
            "contributions-0-work": "the sleeve",
            "contributions-1-cooperative": potters.pk,
            "contributions-1-weight": "1",
            "productcategory_set-0-category": factories.category().pk,
            "stockrecords-0-num_in_stock": "4",
            "stockrecords-0-price_EUR": "40.00",
            "stockrecords-0-price_RWF": "52000",
            "images-0-upload": picture(),
            "images-0-caption": "A basket from above",
        },
    )


def create(boss, values):
    return boss.post(reverse("dashboard:catalogue-product-create", args=["piece"]), values)
