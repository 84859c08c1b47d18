"""Addresses of the dashboard, the intake of reports and the ledger."""

from django.urls import path

from reports.views import dashboard

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
]
