"""The forms by which staff write down what somebody said: a consent, and that it is withdrawn."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Consent, Person
from cooperatives.consents.register import Wording, faults_of
from cooperatives.consents.scopes import How, Language, Scope

MOST_BYTES = 25 * 1024 * 1024
EVIDENCE = (".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".mp3", ".m4a", ".ogg", ".opus", ".wav")
# What leaves something behind that can be kept.
WITH_EVIDENCE = (How.SIGNATURE, How.THUMB_PRINT, How.VOICE_NOTE)


class ConsentForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("What is allowed"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages words may appear"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in all."),
    )
    how = forms.ChoiceField(
        label=_("How it was given"), choices=[choice for choice in How.choices if choice[0] != How.CARRIED_OVER]
    )
    read_back_language = forms.ChoiceField(
        label=_("Read back in"), choices=Language.choices, help_text=_("The language the person knows best.")
    )
    read_back_by = forms.CharField(label=_("Read back by"), max_length=120)

    class Meta:
        model = Consent
        fields = [
            "person", "scopes", "languages", "how", "read_back_language", "read_back_by", "witness", "guardian",
            "valid_from", "valid_until", "evidence",
        ]  # fmt: skip
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("valid_from", "valid_until")
        }
        help_texts = {
            "guardian": _("Of a child only: the grown-up who allows it in the child’s place."),
            "evidence": _(
                "The signed sheet, the thumb print or the voice note. Nobody sees it but those who keep consents."
            ),
        }

    def clean_evidence(self):
        evidence = self.cleaned_data.get("evidence")
        if evidence and Path(evidence.name).suffix.lower() not in EVIDENCE:
            raise ValidationError(_("Please send a PDF, a picture or a sound recording."))
        if evidence and evidence.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 25 MB. Please send a smaller one."))
        return evidence

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") in WITH_EVIDENCE and not cleaned.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Please add what proves it, or choose “Before a witness”."))
        if person := cleaned.get("person"):
            self.instance.of_a_child = person.is_child
        if not self.errors:
            for name, fault in faults_of(self.wording()).items():
                self.add_error(name, fault)
        return cleaned

    def wording(self) -> Wording:
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return Wording(**data | {"evidence": self.cleaned_data.get("evidence") or None})


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=255, help_text=_("Only if the person wishes to give one.")
    )


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["full_name", "first_name", "village", "is_child", "guardian"]
