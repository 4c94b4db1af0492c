from oscar.apps.dashboard.ranges import forms


class RangeForm(forms.RangeForm):
    """A range is what an offer is about. Oscar's public pages of ranges are not part of this shop."""

    class Meta(forms.RangeForm.Meta):
        fields = [name for name in forms.RangeForm.Meta.fields if name != "is_public"]
