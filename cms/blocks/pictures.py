"""Pictures: one, several side by side, and two that are compared."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.choosers import first_of
from cms.blocks.groups import PICTURES


class CaptionedBlock(blocks.StructBlock):
    """A picture and what is to be said of it."""

    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)

    def sample(self, caption: str = "") -> dict:
        return {"picture": first_of(self.child_blocks["picture"]), "caption": caption}

    class Meta:
        icon = "image"
        label = _("Picture")


class PictureBlock(CaptionedBlock):
    is_wide = blocks.BooleanBlock(label=_("wider than the text"), required=False)

    def get_preview_value(self):
        return self.normalize({**self.sample("Sisal, sorted by colour before the day begins."), "is_wide": False})

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("One picture with a line below it.")
        group = PICTURES
        template = "blocks/picture.html"


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(CaptionedBlock(), label=_("pictures"), min_num=2, max_num=12)
    caption = blocks.CharBlock(label=_("caption of all"), required=False, max_length=255)

    def get_preview_value(self):
        sample = self.child_blocks["pictures"].child_block.sample
        return self.normalize({"pictures": [sample(), sample(), sample()], "caption": "A morning at the kiln."})

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Two to twelve pictures side by side; each opens large.")
        group = PICTURES
        template = "blocks/gallery.html"


class BeforeAfterBlock(blocks.StructBlock):
    before = CaptionedBlock(label=_("before"))
    after = CaptionedBlock(label=_("after"))
    caption = blocks.CharBlock(
        label=_("what changed"), required=False, max_length=255, help_text=_("By whose work, and in which time.")
    )

    def get_preview_value(self):
        sample = self.child_blocks["before"].sample
        return self.normalize(
            {
                "before": sample("March"),
                "after": sample("October"),
                "caption": "The new drying shed, built by the members in seven months.",
            }
        )

    class Meta:
        icon = "arrow-right"
        label = _("Before and after")
        description = _("Two pictures of the same thing at two times.")
        group = PICTURES
        template = "blocks/before_after.html"
