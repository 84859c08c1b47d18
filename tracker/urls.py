"""Addresses of the register. Every page asks for a login (middleware); the exceptions are Django's own login pages."""

from django.contrib.auth import views as auth
from django.urls import path

from tracker.views import (
    account,
    acting,
    bulk,
    evidence,
    health,
    home,
    inbox,
    instructions,
    linked,
    lists,
    meeting,
    outgoing,
    reinspections,
    rounds,
    sources,
    tasks,
)

_login = auth.LoginView.as_view(template_name="tracker/login.html", redirect_authenticated_user=True)
_password_change = auth.PasswordChangeView.as_view(template_name="tracker/password_change.html")
_password_changed = auth.PasswordChangeDoneView.as_view(template_name="tracker/password_change_done.html")

urlpatterns = [
    path("login/", _login, name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", _password_change, name="password_change"),
    path("password/done/", _password_changed, name="password_change_done"),
    path("healthz", health.healthz, name="healthz"),
    path("health/", health.health_page, name="health_page"),
    path("home/", home.home, name="home"),
    path("work/", lists.work, name="work"),
    path("decide/", lists.decide, name="decide"),
    path("decide/draw/", reinspections.reinspection_draw, name="reinspection_draw"),
    path("tasks/", lists.task_list, name="task_list"),
    path("tasks/new/", tasks.task_create, name="task_create"),
    path("tasks/bulk/<slug:action>/", bulk.task_bulk, name="task_bulk"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/edit/", tasks.task_edit, name="task_edit"),
    path("tasks/<int:pk>/<slug:action>/", acting.task_action, name="task_action"),
    path("tasks/<int:pk>/matter/join/", linked.task_join_matter, name="task_join_matter"),
    path("tasks/<int:pk>/matter/leave/", linked.task_leave_matter, name="task_leave_matter"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/show/", evidence.evidence_show, name="evidence_show"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.round_plan, name="round_plan"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("rounds/<int:pk>/add/", rounds.round_add, name="round_add"),
    path("rounds/<int:pk>/cancel/", rounds.round_cancel, name="round_cancel"),
    path("rounds/<int:pk>/hold/", rounds.round_hold, name="round_hold"),
    path("rounds/<int:pk>/minutes/", rounds.round_minutes, name="round_minutes"),
    path("rounds/<int:pk>/decide/", meeting.round_decide, name="round_decide"),
    path("rounds/<int:pk>/items/<int:item>/", meeting.round_item, name="round_item"),
    path("rounds/<int:pk>/items/<int:item>/remove/", rounds.round_remove, name="round_remove"),
    path("rounds/<int:pk>/items/<int:item>/conclude/", meeting.round_conclude, name="round_conclude"),
    path("decisions/<int:pk>/result/", meeting.decision_result, name="decision_result"),
    path("sources/", sources.source_list, name="source_list"),
    path("sources/new/", sources.source_create, name="source_create"),
    path("sources/<int:pk>/edit/", sources.source_edit, name="source_edit"),
    path("instructions/", instructions.instruction_list, name="instruction_list"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox_read"),
    path("reminders/", inbox.reminder_log, name="reminder_log"),
    path("reminders/messages/", outgoing.digest_list, name="digest_list"),
    path("reminders/messages/retry/", outgoing.digest_retry, name="digest_retry"),
    path("contact/", account.contact, name="contact"),
]
