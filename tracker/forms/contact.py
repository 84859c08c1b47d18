"""How a person wants to be reminded."""

from django import forms

from tracker.models import Notified, User


class ContactForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["reminded_by", "email", "phone", "deputy", "away_from", "away_until"]
        labels = {"email": "邮箱"}
        widgets = {
            "reminded_by": forms.RadioSelect,
            "phone": forms.TextInput(attrs={"inputmode": "numeric"}),
            "away_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(self.instance.who_may_stand_in())
        self.fields["deputy"].queryset = colleagues.order_by("last_name", "first_name", "pk")

    def clean(self) -> dict:
        """The way that is chosen needs its address."""
        cleaned = super().clean()
        needed = {Notified.EMAIL: ("email", "邮箱"), Notified.SMS: ("phone", "手机号")}
        name, label = needed.get(cleaned.get("reminded_by"), ("", ""))
        if name and name not in self.errors and not cleaned.get(name):
            self.add_error(name, f"选了这种方式，请填写{label}。")
        return cleaned
