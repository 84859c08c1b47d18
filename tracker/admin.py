"""Django's admin for what an administrator keeps: units, people, policies, standards, days off. Tasks are not among it."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import JSONField
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from tracker import actions, channel_admin  # noqa: F401 - registers itself
from tracker.forms.ladder import PolicyForm
from tracker.holidays import missing_year
from tracker.models import Grade, Holiday, Policy, Standard, Unit, User
from tracker.states import Role

admin.site.site_header = admin.site.site_title = "问题整改跟踪系统"
admin.site.index_title = "系统管理"
admin.site.site_url = reverse_lazy("reminder_log")
apps.get_app_config("axes").verbose_name = "登录安全"
admin.site.unregister(Group)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 6, "cols": 60}), **kwargs)

    def to_python(self, value):
        lines = value if isinstance(value, list) else (super().to_python(value) or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


ONE_A_LINE = {JSONField: {"form_class": LinesField, "help_text": "每行一个"}}


class UnitForm(forms.ModelForm):
    def clean_parent(self):
        """Keep the tree a tree; the model would only break off."""
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError("上级单位不能是本单位或它的下级单位。")
        return parent


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    form = UnitForm
    formfield_overrides = ONE_A_LINE
    list_display = ["name", "kind", "parent", "aliases"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "get_full_name", "unit", "role", "is_active"]
    list_filter = ["role", "is_active"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit", "deputy"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("人员", {"fields": ["last_name", "first_name", "unit", "role", "is_active"]}),
        ("提醒", {"fields": ["email", "phone", "reminded_by"]}),
        ("外出代理", {"fields": ["deputy", "away_from", "away_until"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "username",
                    "last_name",
                    "first_name",
                    "email",
                    "phone",
                    "reminded_by",
                    "unit",
                    "role",
                    "password1",
                    "password2",
                ],
            },
        )
    ]
    add_form_template = "admin/change_form.html"

    def save_model(self, request, obj, form, change):
        """An administrator's rights in this site follow from the role alone."""
        obj.is_staff = obj.is_superuser = obj.role == Role.ADMIN
        super().save_model(request, obj, form, change)


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    """The default policy stays: a source without a policy of its own falls back to it."""

    form = PolicyForm
    change_list_template = "admin/tracker/policy/change_list.html"
    list_display = [
        "__str__",
        "remind_share",
        "remind_least",
        "remind_most",
        "warn_share",
        "warn_least",
        "warn_most",
        "repeat_days",
        "escalate_days",
        "agenda_days",
        "decide_days",
        "endorse_days",
        "decline_days",
        "assists_confirm",
        "head_approves",
        "reinspect_days",
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj and not obj.kind else []

    def has_delete_permission(self, request, obj=None):
        return obj is not None and bool(obj.kind)


class StandardForm(forms.ModelForm):
    def clean_name(self):
        """A second standard of the same name would be a version that nobody asked for."""
        name = self.cleaned_data["name"]
        if Standard.objects.filter(name=name).exclude(name=self.initial.get("name", "")).exists():
            raise forms.ValidationError("已有同名的认定标准。请直接修改它，系统会另存为新的一版。")
        return name

    def clean(self):
        """One standard for problems of no category must always be in force: a task without one of its own gets it."""
        cleaned = super().clean()
        general = cleaned.get("is_current") and not cleaned.get("category")
        if not general and not Standard.objects.current().filter(category="").exclude(pk=self.instance.pk):
            raise forms.ValidationError(
                "至少要有一个现行的通用标准（类别留空）。请先登记新的，再取消这一个。"
            )
        return cleaned


@admin.register(Standard)
class StandardAdmin(admin.ModelAdmin):
    form = StandardForm
    formfield_overrides = ONE_A_LINE
    fields = ["name", "version", "category", "basis", "criteria", "evidence_wanted", "is_current"]
    list_display = ["name", "version", "category", "basis", "is_current"]
    list_filter = ["is_current", "category"]

    def get_readonly_fields(self, request, obj=None):
        """What tasks were assigned by keeps its name; only the program counts versions."""
        in_use = obj is not None and obj.tasks.exists()
        return ["name", "version"] if in_use else ["version"]

    def save_model(self, request, obj, form, change):
        """What tasks were assigned by stays as it was: a change is a new version."""
        if not change:
            super().save_model(request, obj, form, change)
        elif actions.revise_standard(obj):
            self.message_user(request, f"已另存为第{obj.version}版并设为现行；已经交办的任务仍用原来的版本。")

    def response_change(self, request, obj):
        """Go on with what was written, which may be a new version."""
        answer = super().response_change(request, obj)
        return redirect("admin:tracker_standard_change", obj.pk) if "_continue" in request.POST else answer

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except actions.Conflict as conflict:
            self.message_user(request, str(conflict), messages.ERROR)
            return redirect(request.path)

    def has_delete_permission(self, request, obj=None):
        """A standard goes out of force and stays on record."""
        return False


class GradeForm(forms.ModelForm):
    def clean(self):
        """A verdict must always find a word to close with, and one to send back with."""
        cleaned = super().clean()
        others = Grade.objects.current().exclude(pk=self.instance.pk)
        counts_as = cleaned.get("counts_as") or self.instance.counts_as
        left = [one.is_done for one in others]
        if cleaned.get("is_current"):
            left.append(counts_as == Grade.Class.DONE)
        if set(left) != {True, False}:
            raise forms.ValidationError(
                "现行的认定结果里，至少要有一个算作整改到位，一个不算。请先登记新的，再停用这一个。"
            )
        return cleaned


@admin.register(Grade)
class GradeAdmin(admin.ModelAdmin):
    form = GradeForm
    list_display = ["name", "counts_as", "position", "is_current"]
    list_filter = ["counts_as", "is_current"]

    def get_readonly_fields(self, request, obj=None):
        """What verdicts were given with keeps its name and its class."""
        in_use = obj is not None and obj.applications.exists()
        return ["name", "counts_as"] if in_use else []

    def has_delete_permission(self, request, obj=None):
        """A word goes out of use and stays on record."""
        return False


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Which days are off. A sheet of them is taken in on a page of our own."""

    list_display = ["on", "name", "kind"]
    list_filter = ["kind", "name"]
    date_hierarchy = "on"
    change_list_template = "admin/tracker/holiday/change_list.html"

    def changelist_view(self, request, extra_context=None):
        missing = missing_year(timezone.localdate())
        if missing and request.method == "GET":
            messages.warning(
                request,
                f"还没有登记 {missing} 年的放假和调休安排，提醒和工作日期限暂按周一至周五计算。"
                "请在国务院办公厅公布后登记，或者从表格导入。",
            )
        return super().changelist_view(request, extra_context)
