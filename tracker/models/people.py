"""Who there is: organisations in a tree and the people who belong to them."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from tracker.channels import Way
from tracker.querysets import UnitQuerySet
from tracker.states import Role


def path_part(key: int) -> str:
    """One unit in a path."""
    return f"{key:08d}/"


class Unit(models.Model):
    """An organisation. `path` holds the keys from the root down, so that a subtree is one prefix.

    Each key is filled up with zeros (``00000001/00000012/``), so that paths sort as units were entered.
    """

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府"
        OFFICE = "office", "督办机构"
        DEPARTMENT = "department", "部门"
        TOWN = "town", "镇（街道）"
        SUBORDINATE = "subordinate", "所属单位"

    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    aliases = models.JSONField(
        "别名", default=list, blank=True, help_text='报告和台账里的其他叫法，例如 ["财政局", "财局"]'
    )
    path = models.CharField(max_length=200, unique=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, and keep the paths of this unit and of everything below it in step with `parent`."""
        with transaction.atomic():
            if self._state.adding and not self.path:
                self.path = f"new-{self.name}"
            super().save(*args, **kwargs)
            self._place()

    def _place(self) -> None:
        # Whoever places a unit holds the whole tree: two moves at once would build on each other's old paths.
        paths = dict(Unit.objects.select_for_update().order_by("pk").values_list("pk", "path"))
        above = paths.get(self.parent_id, "")
        path = above + path_part(self.pk)
        if path == paths[self.pk]:
            return
        if f"/{path_part(self.pk)}" in f"/{above}":
            raise ValueError("上级单位不能是本单位或它的下级单位。")
        old, self.path = paths[self.pk], path
        Unit.objects.filter(pk=self.pk).update(path=path)
        Unit.objects.filter(path__startswith=old).update(
            path=Concat(Value(path), Substr("path", len(old) + 1))
        )


class ZhenggaiUserManager(UserManager):
    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields
    ) -> "User":
        return super().create_superuser(username, email, password, role=Role.ADMIN, **fields)


class Notified(models.TextChoices):
    """How a person is told of reminders beside the inbox; one way only, so that nobody hears the same thing twice."""

    EMAIL = "email", "邮件"
    SMS = "sms", "短信"
    INBOX = "inbox", "只在站内"


class User(AbstractUser):
    """A person: one unit, one role."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="单位"
    )
    role = models.CharField("角色", max_length=20, choices=Role, default=Role.HANDLER)
    phone = models.CharField(
        "手机号",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^1[3-9][0-9]{9}\Z", "手机号应为 11 位数字，以 1 开头。")],
    )
    reminded_by = models.CharField(
        "提醒方式",
        max_length=20,
        choices=Notified,
        default=Notified.EMAIL,
        help_text="站内提醒总是有；另外每天最多一封邮件或一条短信",
    )

    deputy = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代理人",
        help_text="外出期间，提醒同时发给代理人；只能是同一单位的人",
    )
    away_from = models.DateField("外出从", null=True, blank=True)
    away_until = models.DateField("外出至", null=True, blank=True)

    objects = ZhenggaiUserManager()

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(role=Role.ADMIN), name="user_has_a_unit_unless_admin"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMIN) | Q(is_staff=False, is_superuser=False),
                name="only_an_admin_is_staff",
            ),
            models.CheckConstraint(
                condition=Q(deputy=None, away_from=None, away_until=None)
                | Q(
                    deputy__isnull=False,
                    away_from__isnull=False,
                    away_until__isnull=False,
                    away_until__gte=F("away_from"),
                ),
                name="away_has_deputy_and_days",
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("pk")), name="nobody_is_their_own_deputy"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        """Whoever is away names a deputy and both days; the deputy is of the same unit and may see what they see."""
        super().clean()
        given = [self.deputy_id, self.away_from, self.away_until]
        if any(given) and not all(given):
            raise ValidationError("代理人和外出的起止日期要一起填写，或者都不填。")
        if self.away_from and self.away_until and self.away_until < self.away_from:
            raise ValidationError({"away_until": "外出的最后一天不能早于第一天。"})
        if self.deputy_id and not User.objects.filter(self.who_may_stand_in(), pk=self.deputy_id).exists():
            raise ValidationError({"deputy": "代理人只能是同一单位在用的账号；督办人员只能由督办人员代理。"})

    def who_may_stand_in(self) -> Q:
        """Return as a condition on users who may be the deputy."""
        same_side = Q(role=Role.SUPERVISOR) if self.role == Role.SUPERVISOR else ~Q(role=Role.SUPERVISOR)
        return Q(unit=self.unit_id, is_active=True) & same_side & ~Q(role=Role.ADMIN) & ~Q(pk=self.pk)

    def get_full_name(self) -> str:
        """Return the name as Chinese writes it: family name first, nothing between."""
        return f"{self.last_name}{self.first_name}".strip()

    def way_out(self, *, has_gateway: bool) -> Way:
        """Return how the person is reached: as chosen, else by the other way if only that one has an address."""
        wants_sms = self.reminded_by == Notified.SMS or not self.email
        return Way.SMS if has_gateway and self.phone and wants_sms else Way.EMAIL
