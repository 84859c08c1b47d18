"""Addresses of the dashboard, the intake of reports and the ledger."""

from django.urls import path

from reports.views import (
    comparing,
    corrections,
    dashboard,
    holidays,
    intake,
    last_year,
    ledger,
    quality,
    review,
    rounds,
    similar,
    statistics,
)

urlpatterns = [
    path("ledger/import/", ledger.ledger_import, name="ledger_import"),
    path("ledger/import/<int:pk>/", ledger.ledger_review, name="ledger_review"),
    path("ledger/import/<int:pk>/columns/", ledger.ledger_columns, name="ledger_columns"),
    path("ledger/import/<int:pk>/apply/", ledger.ledger_apply, name="ledger_apply"),
    path("ledger/import/<int:pk>/discard/", ledger.ledger_discard, name="ledger_discard"),
    path("ledger/template/", ledger.ledger_template, name="ledger_template"),
    path("tasks/export/", ledger.task_export, name="task_export"),
    path("tasks/<int:pk>/similar/find/", similar.task_similar, name="task_similar"),
    path("tasks/<int:pk>/similar/judge/", similar.task_judge_similar, name="task_judge_similar"),
    path("rounds/<int:pk>/agenda.docx", rounds.round_agenda_file, name="round_agenda_file"),
    path("rounds/<int:pk>/minutes.docx", rounds.round_minutes_file, name="round_minutes_file"),
    path("holidays/import/", holidays.holiday_import, name="holiday_import"),
    path("similar/", similar.similar_tasks, name="similar_tasks"),
    path("", dashboard.dashboard, name="dashboard"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/compare/", comparing.statistics_compare, name="statistics_compare"),
    path("reports/", intake.intake, name="intake"),
    path("reports/quality/", quality.reading_quality, name="reading_quality"),
    path("reports/<int:pk>/", review.report_review, name="report_review"),
    path("reports/<int:pk>/file/", intake.report_file, name="report_file"),
    path("reports/<int:pk>/retry/", intake.report_retry, name="report_retry"),
    path("reports/<int:pk>/source/", corrections.report_source, name="report_source"),
    path("reports/<int:pk>/undo/", corrections.report_undo, name="report_undo"),
    path("reports/<int:pk>/drafts/", corrections.report_drafts, name="report_drafts"),
    path("reports/<int:pk>/parts/<int:part>/add/", corrections.report_add, name="report_add"),
    path("reports/<int:pk>/parts/<int:part>/last-year/", last_year.report_last_year, name="report_last_year"),
    path("reports/<int:pk>/problems/<int:problem>/", corrections.report_problem, name="report_problem"),
    path(
        "reports/<int:pk>/commitments/<int:commitment>/",
        corrections.report_commitment,
        name="report_commitment",
    ),
]
