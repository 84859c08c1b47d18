"""Addresses of the dashboard, the intake of reports and the ledger."""

urlpatterns = []
