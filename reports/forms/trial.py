"""Thresholds to try before they become a policy."""

from django import forms

from tracker.models import Policy, Source

NUMBERS = ("warn_share", "warn_least", "warn_most", "remind_share", "remind_least", "remind_most")
LONGEST = 3650
"""days"""


class TrialForm(forms.Form):
    """Which policy, and its six numbers; the same rules as the policy's own constraints."""

    kind = forms.ChoiceField(
        label="适用的来源类型", choices=[("", "默认规则"), *Source.Kind.choices], required=False
    )
    warn_share = forms.IntegerField(label="预警期占整改期 %", min_value=0, max_value=100)
    warn_least = forms.IntegerField(label="最少天数", min_value=0, max_value=LONGEST)
    warn_most = forms.IntegerField(label="最多天数", min_value=0, max_value=LONGEST)
    remind_share = forms.IntegerField(label="提示期占整改期 %", min_value=0, max_value=100)
    remind_least = forms.IntegerField(label="最少天数", min_value=0, max_value=LONGEST)
    remind_most = forms.IntegerField(label="最多天数", min_value=0, max_value=LONGEST)

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        if data["warn_least"] > data["warn_most"] or data["remind_least"] > data["remind_most"]:
            raise forms.ValidationError("最少天数不能大于最多天数。")
        if any(data[f"warn_{part}"] > data[f"remind_{part}"] for part in ("share", "least", "most")):
            raise forms.ValidationError("预警不能早于提示：预警期的各项数字不能大于提示期的。")
        return data

    def policy(self) -> Policy:
        """Return the policy that is tried; it is not saved."""
        return Policy(**self.cleaned_data)


def numbers_of(policy: Policy) -> dict[str, int]:
    return {name: getattr(policy, name) for name in NUMBERS}


def _fixed(remind: int, warn: int) -> dict[str, int]:
    return dict(zip(NUMBERS, (0, warn, warn, 0, remind, remind), strict=True))


PRESETS = {
    "固定 20 天／10 天": _fixed(20, 10),
    "整改期的 30%／15%": dict(zip(NUMBERS, (15, 1, 365, 30, 1, 365), strict=True)),
    "到期前 3 天": _fixed(3, 3),
}
"""Thresholds that offices are known to use, reminder first; none of them is the official one."""
