"""The ladder of a policy: how often, after how many days, and which kinds of reminder at all."""

from django import forms

from tracker.ladder import Rule
from tracker.models import Policy


class LadderForm(forms.ModelForm):
    """What the ladder of reminders is made of. Chosen are the kinds of reminder that are on; kept are those that are off."""

    rules_on = forms.MultipleChoiceField(
        label="使用的提醒类别", choices=Rule.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Policy
        fields = ["repeat_days", "escalate_days", "agenda_days", "decide_days", "endorse_days"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["rules_on"] = [rule for rule in Rule.values if rule not in self.instance.rules_off]

    def clean(self) -> dict:
        data = super().clean()
        chosen = data.get("rules_on", Rule.values)
        self.instance.rules_off = [rule for rule in Rule.values if rule not in chosen]
        return data


class PolicyForm(LadderForm):
    """The whole policy, for the administrator's site."""

    class Meta:
        model = Policy
        fields = [
            "kind",
            "warn_share",
            "warn_least",
            "warn_most",
            "remind_share",
            "remind_least",
            "remind_most",
            *LadderForm.Meta.fields,
            "rules_on",
            "decline_days",
            "assists_confirm",
            "head_approves",
            "reinspect_days",
        ]
