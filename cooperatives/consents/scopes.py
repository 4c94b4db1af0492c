"""What a person can allow to be shown of them, and how they can say so."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    FACE = "face", _("Face")
    FIRST_NAME = "first_name", _("First name")
    FULL_NAME = "full_name", _("Full name")
    VILLAGE = "village", _("Village")
    STORY = "story", _("Story")
    AUDIO = "audio", _("Voice")
    QR_PASSPORT = "qr_passport", _("On the passport of a piece")
    SOCIAL_MEDIA = "social_media", _("Social media")


# Words in a language: whoever allowed a story in Kinyarwanda has not allowed it in Dutch.
IN_A_LANGUAGE = (Scope.STORY, Scope.AUDIO)


class How(models.TextChoices):
    SIGNATURE = "signature", _("Signature")
    THUMB_PRINT = "thumb_print", _("Thumb print")
    VOICE_NOTE = "voice_note", _("Voice note")
    WITNESS = "witness", _("Before a witness")
    CARRIED_OVER = "carried_over", _("From before there was a register, to be asked for anew")


class Language(models.TextChoices):
    KINYARWANDA = "rw", _("Kinyarwanda")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    DUTCH = "nl", _("Dutch")
    SWAHILI = "sw", _("Swahili")
