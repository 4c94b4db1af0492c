"""What is known of a figure, and where it was found."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    STATED = "stated", _("Stated by others")
    MEASURED = "measured", _("Measured by us")
    UNCLEAR = "unclear", _("Unclear: the sources disagree")
    EXPECTED = "expected", _("Expected, not reached")


class SourceKind(TextChoices):
    RECORDS = "records", _("Our own records")
    WEBSITE = "website", _("Web page")
    REPORT = "report", _("Report")
    PRESS = "press", _("Press")
    LAW = "law", _("Law or official text")
    CONVERSATION = "conversation", _("Conversation, noted down")
