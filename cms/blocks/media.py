"""Film and sound, from our own files: nothing is fetched from anybody else's site."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.groups import SOUND_AND_FILM
from cms.blocks.people import PersonBlock
from cms.blocks.text import PLAIN
from cooperatives.consents.scopes import Scope

CAPTIONS, VIDEO, AUDIO = "captions", "video", "audio"
NEITHER = _("This is not a file of that kind. Please choose one that is listed as %(kind)s.")
KINDS = {VIDEO: _("film"), AUDIO: _("sound"), CAPTIONS: _("captions")}


class MediaChooserBlock(DocumentChooserBlock):
    """One of our files, of one kind."""

    def __init__(self, kind: str, **kwargs):
        self.kind = kind
        super().__init__(**kwargs)

    def sample(self):
        """What a preview shows: the newest of its kind."""
        return self.model_class.objects.filter(kind=self.kind).order_by("-pk").first()

    def clean(self, value):
        value = super().clean(value)
        if value is not None and value.kind != self.kind:
            raise ValidationError(NEITHER % {"kind": KINDS[self.kind]})
        return value

    class Meta:
        icon = "media"


def languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES


class CaptionsValue(blocks.StructValue):
    @property
    def language_name(self) -> str:
        return dict(languages()).get(self["language"], self["language"])


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(label=_("language"), choices=languages)
    file = MediaChooserBlock(CAPTIONS, label=_("captions (.vtt)"))

    class Meta:
        icon = "openquote"
        label = _("Captions")
        value_class = CaptionsValue


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120, help_text=_("What is to be seen."))
    video = MediaChooserBlock(VIDEO, label=_("film"))
    poster = ImageChooserBlock(label=_("picture before it plays"), required=False)
    captions = blocks.ListBlock(CaptionsBlock(), label=_("captions"), default=[])
    has_no_speech = blocks.BooleanBlock(label=_("nobody speaks in it"), required=False)
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=PLAIN,
        required=False,
        help_text=_("What is said and what is to be seen, for those who cannot watch it."),
    )

    people = blocks.ListBlock(PersonBlock(), label=_("people in it"), default=[])

    def get_preview_value(self):
        return self.normalize(
            {
                "title": "Opening the kiln",
                "video": self.child_blocks["video"].sample(),
                "has_no_speech": True,
                "transcript": "<p>The first pot is still warm.</p>",
            }
        )

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and not value["captions"] and not value["has_no_speech"]:
            needed = _(
                "Please add captions, or say that nobody speaks: many people watch without sound or cannot hear."
            )
            raise StructBlockValidationError({"captions": ValidationError(needed)})
        return value

    class Meta:
        icon = "media"
        label = _("Film")
        description = _("A film of ours with captions. A link to a film elsewhere goes into the text.")
        group = SOUND_AND_FILM
        template = "blocks/video.html"
        needs = (Scope.FACE, Scope.AUDIO)


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120, help_text=_("Who or what is to be heard."))
    audio = MediaChooserBlock(AUDIO, label=_("recording"))
    transcript = blocks.RichTextBlock(
        label=_("transcript"), features=PLAIN, help_text=_("Every word, for those who cannot hear it.")
    )
    people = blocks.ListBlock(PersonBlock(), label=_("people in it"), default=[])

    def get_preview_value(self):
        return self.normalize(
            {
                "title": "A song for pounding clay",
                "audio": self.child_blocks["audio"].sample(),
                "transcript": "<p>Pound, pound, the clay is awake.</p>",
            }
        )

    class Meta:
        icon = "media"
        label = _("Recording")
        description = _("A recording of ours with what is said in writing.")
        group = SOUND_AND_FILM
        template = "blocks/audio.html"
        needs = (Scope.AUDIO,)
