"""挂图: who may look at which wall without signing in."""

from typing import Self

from django.db import models
from django.db.models import Q

from tracker.models import User
from tracker.states import Role

READERS = (Role.SUPERVISOR, Role.LEADER)
"""Whose scope can hang on a wall."""


class WallLinkQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Links to what the user's own office or unit sees, whoever of them made it: somebody must be able to revoke it."""
        if user.role not in READERS:
            return self.none()
        return self.filter(created_by__unit=user.unit, created_by__role=user.role)

    def live(self) -> Self:
        """Not revoked, and made by somebody who may still see figures."""
        return self.filter(revoked_at=None, created_by__is_active=True, created_by__role__in=READERS)


class WallLink(models.Model):
    """An address that shows, read only, what its maker sees. Only the digest of its token is kept."""

    name = models.CharField("挂在哪里", max_length=50)
    token_digest = models.CharField("口令摘要", max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="建立人")
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
