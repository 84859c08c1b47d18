"""All addresses: the register, what is built on it, and the administrator's site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("tracker.urls")),
    path("", include("reports.urls")),
]
