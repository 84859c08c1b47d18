"""Django's admin for what an administrator keeps: units, people, policies, standards. Tasks are not among it."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from tracker.models import Policy, Standard, Unit, User
from tracker.states import Role

admin.site.site_header = admin.site.site_title = "问题整改跟踪系统"
admin.site.index_title = "系统管理"
admin.site.unregister(Group)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "parent", "aliases"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "get_full_name", "unit", "role", "is_active"]
    list_filter = ["role", "is_active"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("人员", {"fields": ["last_name", "first_name", "email", "unit", "role", "is_active"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "usable_password", "password1", "password2", "unit", "role"],
            },
        )
    ]

    def save_model(self, request, obj, form, change):
        """An administrator's rights in this site follow from the role alone."""
        obj.is_staff = obj.is_superuser = obj.role == Role.ADMIN
        super().save_model(request, obj, form, change)


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    list_display = [
        "__str__",
        "remind_share",
        "remind_least",
        "remind_most",
        "warn_share",
        "warn_least",
        "warn_most",
        "repeat_days",
    ]


@admin.register(Standard)
class StandardAdmin(admin.ModelAdmin):
    list_display = ["name", "version", "category", "basis", "is_current"]
    list_filter = ["is_current", "category"]
