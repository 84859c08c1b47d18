"""The administrator's site: what keeps the register standing cannot be taken away or broken there."""

import pytest
from django.urls import reverse

from tests.factories import UnitFactory, make_task
from tracker.models import Policy, Standard, User

pytestmark = pytest.mark.django_db


def typed(client, address: str, **changes) -> dict:
    """Return what the form at the address would send, with some of it changed."""
    form = client.get(address).context["adminform"].form
    held = {bound.html_name: bound.value() for bound in form}
    prepared = {name: form.fields[name].prepare_value(value) for name, value in held.items()}
    return {name: value for name, value in (prepared | changes).items() if value not in (None, False)}


def change(model: str, pk: int) -> str:
    return reverse(f"admin:tracker_{model}_change", args=[pk])


def test_a_unit_is_not_moved_below_itself(cast, browse):
    client, below = browse(cast.admin), UnitFactory(parent=cast.bureau)
    address = change("unit", cast.bureau.pk)

    answer = client.post(address, typed(client, address, parent=below.pk))

    assert "不能是本单位或它的下级单位" in answer.content.decode()
    cast.bureau.refresh_from_db()
    assert cast.bureau.parent == cast.city


@pytest.mark.parametrize(
    ("lines", "kept"), [("财政局\r\n\r\n 财局 \r\n财局", ["财政局", "财局"]), ("", []), ("null", ["null"])]
)
def test_aliases_are_written_one_a_line(cast, browse, lines, kept):
    client, address = browse(cast.admin), change("unit", cast.bureau.pk)

    assert client.post(address, typed(client, address, aliases=lines)).status_code == 302

    cast.bureau.refresh_from_db()
    assert cast.bureau.aliases == kept


def test_the_default_policy_stays_the_default(cast, browse):
    client, policy = browse(cast.admin), Policy.objects.get(kind="")
    address = change("policy", policy.pk)

    assert client.post(address, typed(client, address, kind="audit", repeat_days=9)).status_code == 302
    assert (
        client.post(reverse("admin:tracker_policy_delete", args=[policy.pk]), {"post": "yes"}).status_code
        == 403
    )

    policy.refresh_from_db()
    assert (policy.kind, policy.repeat_days) == ("", 9)


@pytest.mark.parametrize("change_of", [{"is_current": False}, {"category": "财务"}, {"criteria": " \n "}])
def test_a_general_standard_with_criteria_stays_in_force(cast, browse, change_of):
    client, standard = browse(cast.admin), Standard.objects.general()
    address = change("standard", standard.pk)

    assert client.post(address, typed(client, address, **change_of)).status_code == 200
    client.post(reverse("admin:tracker_standard_delete", args=[standard.pk]), {"post": "yes"})

    assert Standard.objects.general() == standard
    assert Standard.objects.general().criteria == standard.criteria


def test_the_rights_of_an_administrator_follow_from_the_role_alone(cast, browse):
    client, address = browse(cast.admin), change("user", cast.handler.pk)

    client.post(address, typed(client, address, is_staff="on", is_superuser="on", last_name="李"))
    handler = User.objects.get(pk=cast.handler.pk)
    assert (handler.last_name, handler.is_staff, handler.is_superuser) == ("李", False, False)

    client.post(address, typed(client, address, role="admin"))
    client.post(address, typed(client, address, role="handler"))
    handler.refresh_from_db()
    assert (handler.role, handler.is_staff, handler.is_superuser) == ("handler", False, False)


def test_a_standard_in_use_is_not_rewritten_but_gets_a_new_version(cast, browse):
    standard = Standard.objects.create(name="工程类认定标准", category="工程", criteria=["已经验收"])
    client, address = browse(cast.admin), change("standard", standard.pk)
    client.post(address, typed(client, address, criteria="已经验收\n已经审计"))
    standard.refresh_from_db()
    assert (standard.criteria, standard.version) == (["已经验收", "已经审计"], 1)

    task = make_task(standard=standard)
    wanted = typed(client, address, criteria="已经验收\n已经移交") | {"_continue": "on"}
    answer = client.post(address, wanted, follow=True)
    assert "已另存为第2版" in answer.text

    old, new = Standard.objects.filter(name=standard.name).order_by("version")
    assert (old.criteria, old.is_current) == (["已经验收", "已经审计"], False)
    assert (new.criteria, new.version, new.is_current) == (["已经验收", "已经移交"], 2, True)
    task.refresh_from_db()
    assert task.standard == old
    assert answer.redirect_chain[-1][0] == change("standard", new.pk)


def test_an_old_version_in_use_is_not_revised_again(cast, browse):
    standard = Standard.objects.create(name="工程类认定标准", category="工程", criteria=["已经验收"])
    make_task(standard=standard)
    client, address = browse(cast.admin), change("standard", standard.pk)
    first, second = (typed(client, address, criteria=words) for words in ("已经移交", "已经决算"))
    client.post(address, first)
    answer = client.post(address, second, follow=True)

    assert "请修改第2版" in answer.text
    assert [one.criteria for one in Standard.objects.filter(name=standard.name).order_by("version")] == [
        ["已经验收"],
        ["已经移交"],
    ]


def test_taking_a_standard_in_use_out_of_force_makes_no_version(cast, browse):
    standard = Standard.objects.create(name="工程类认定标准", category="工程", criteria=["已经验收"])
    make_task(standard=standard)
    client, address = browse(cast.admin), change("standard", standard.pk)
    client.post(address, typed(client, address, is_current=False))

    assert list(Standard.objects.filter(name=standard.name).values_list("version", "is_current")) == [
        (1, False)
    ]


def test_a_second_standard_of_the_same_name_is_refused_in_words(cast, browse):
    name = Standard.objects.general().name
    typed_in = {"name": name, "criteria": "随便", "category": "工程", "is_current": "on"}
    answer = browse(cast.admin).post(reverse("admin:tracker_standard_add"), typed_in)

    assert "已有同名的认定标准" in answer.text
    assert Standard.objects.filter(name=name).count() == 1


def test_the_log_of_logins_speaks_chinese(cast, browse):
    page = browse(cast.admin).get(reverse("admin:index")).content.decode()
    assert "登录失败与锁定" in page
    assert "Access" not in page


def test_a_person_is_entered_on_one_page_and_the_first_steps_are_told(cast, browse):
    client = browse(cast.admin)
    assert "开始使用的顺序" in client.get(reverse("admin:index")).content.decode()
    address = reverse("admin:tracker_user_add")
    assert "edit more user options" not in client.get(address).content.decode()

    client.post(
        address,
        {
            "username": "chen",
            "last_name": "陈",
            "first_name": "一",
            "email": "chen@example.org",
            "reminded_by": "email",
            "unit": cast.bureau.pk,
            "role": "head",
            "password1": "liushui-9021",
            "password2": "liushui-9021",
        },
    )

    chen = User.objects.get(username="chen")
    assert (str(chen), chen.unit, chen.role, chen.is_staff) == ("陈一", cast.bureau, "head", False)
    assert chen.check_password("liushui-9021")


def test_the_administrator_has_no_search_for_tasks(cast, browse):
    assert "search-box" not in browse(cast.admin).get(reverse("reminder_log")).content.decode()
    assert "search-box" in browse(cast.supervisor).get(reverse("reminder_log")).content.decode()
