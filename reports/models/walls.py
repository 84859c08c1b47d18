"""挂图: who may look at which wall without signing in."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from tracker.models import Unit, User
from tracker.states import Role

READERS = (Role.SUPERVISOR, Role.LEADER)
"""Whose scope can hang on a wall."""


class WallLinkQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Links to what the user's own office or unit sees, whoever of them made it: somebody must be able to revoke it."""
        if user.role not in READERS:
            return self.none()
        return self.filter(unit=user.unit, role=user.role)

    def live(self) -> Self:
        """Not revoked, and made by somebody who is still where they were: a wall does not follow them to another unit."""
        maker_stays = Q(created_by__is_active=True, created_by__unit=F("unit"), created_by__role=F("role"))
        return self.filter(maker_stays, revoked_at=None)


class WallLink(models.Model):
    """An address that shows, read only, what its maker sees. Only the digest of its token is kept."""

    name = models.CharField("挂在哪里", max_length=50)
    token_digest = models.CharField("口令摘要", max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="建立人")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="建立人当时的单位", editable=False
    )
    role = models.CharField("建立人当时的角色", max_length=20, choices=Role, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    last_used_at = models.DateTimeField("最近使用", null=True, editable=False)
    revoked_at = models.DateTimeField("停用时间", null=True, editable=False)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="停用人")

    objects = WallLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "挂图链接"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="wall_link_revoked_when_and_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def maker_left(self) -> bool:
        """Whether its maker is gone, or works elsewhere or in another role: then it shows nothing."""
        maker = self.created_by
        return not maker.is_active or (maker.unit_id, maker.role) != (self.unit_id, self.role)
