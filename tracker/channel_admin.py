"""Django's admin for the ways out of the house: addresses and secrets go in and are never shown again."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from tracker import channels
from tracker.channels import Way
from tracker.models import Channel
from tracker.reminders import say_hello

_KEPT = "已保存，不再显示。留空则不改"


class ChannelForm(forms.ModelForm):
    address = forms.CharField(
        label="地址",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"size": 80, "autocomplete": "off"}),
        help_text="机器人的 Webhook 地址，或短信网关的接口地址；主机要在 OUTGOING_HOSTS 里",
    )
    secret = forms.CharField(
        label="密钥",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="钉钉“加签”、飞书“签名校验”的密钥；企业微信不填；短信网关至少 16 个字符",
    )

    class Meta:
        model = Channel
        fields = ["kind", "name", "unit", "address", "secret", "per_minute", "with_titles", "is_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("address", "secret"):
                self.initial[name] = ""
                self.fields[name].widget.attrs["placeholder"] = _KEPT

    def clean_address(self):
        """An address that could never be spoken to is not taken."""
        address = self.cleaned_data["address"].strip() or self.instance.address
        if not address:
            raise forms.ValidationError("请填写地址。")
        try:
            channels.gate().place_of(address)
        except channels.NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return address

    def clean(self):
        cleaned = super().clean()
        cleaned["secret"] = cleaned.get("secret") or self.instance.secret
        if cleaned.get("kind") == Way.SMS and len(cleaned["secret"]) < 16:
            self.add_error("secret", "短信网关的密钥至少 16 个字符。")
        return cleaned


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    form = ChannelForm
    list_display = ["name", "kind", "unit", "host", "has_secret", "is_on"]
    list_filter = ["kind", "is_on"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    actions = ["try_out"]

    @admin.display(description="主机")
    def host(self, channel: Channel) -> str:
        """The server alone: what stands behind it in the address is a key."""
        return channel.host

    @admin.display(description="密钥", boolean=True)
    def has_secret(self, channel: Channel) -> bool:
        return bool(channel.secret)

    @admin.action(description="发一条测试消息（短信发到自己的手机）")
    def try_out(self, request: HttpRequest, queryset: QuerySet[Channel]) -> None:
        for channel in queryset:
            if channel.kind == Way.SMS and not request.user.phone:
                self.message_user(request, f"{channel}：您的账号没有登记手机号。", messages.ERROR)
                continue
            delivery = say_hello(channel, phone=request.user.phone)
            if delivery.delivered:
                self.message_user(request, f"{channel}：已发出。", messages.SUCCESS)
            else:
                self.message_user(request, f"{channel}：{delivery.error}。", messages.ERROR)

    def has_delete_permission(self, request, obj=None):
        """A channel goes out of use and stays on record with what it has told."""
        return obj is not None and not obj.digests.exists()
