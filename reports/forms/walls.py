"""Where a wall hangs."""

from django import forms


class WallLinkForm(forms.Form):
    name = forms.CharField(
        label="挂在哪里", max_length=50, widget=forms.TextInput(attrs={"placeholder": "例如：一楼大厅"})
    )
