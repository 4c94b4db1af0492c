"""What Django and Wagtail do not know of Kinyarwanda. Read by the settings, before anything asks for the language's name."""

from django.conf.locale import LANG_INFO

CODE = "rw"
NAME = "Ikinyarwanda"
# The CLDR has no rule for it; nouns have a form for one and a form for several, as in English.
PLURAL = "(n != 1) ? 1 : 0"


def introduce() -> None:
    LANG_INFO.setdefault(CODE, {"bidi": False, "code": CODE, "name": "Kinyarwanda", "name_local": NAME})
