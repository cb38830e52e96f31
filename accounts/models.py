"""Users, who sign in by e-mail, and the roles they hold."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"), max_length=5, default="sv", choices=settings.LANGUAGES
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Role(models.Model):
    class Kind(models.TextChoices):
        REVIEWER = "reviewer", _("reviewer")
        PLANNER = "planner", _("planner")
        POLITICIAN = "politician", _("politician")
        REGION = "region", _("programme officer of the region")
        COORDINATOR = "coordinator", _("coordinator of the road")
        ADMIN = "admin", _("administrator")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=20, choices=Kind)
    municipality = models.ForeignKey(
        "geo.Municipality",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        help_text=_("Empty: everywhere"),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (
            models.UniqueConstraint(
                "user", "kind", "municipality", name="role_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "reviewer",
                        "planner",
                        "politician",
                        "region",
                        "coordinator",
                        "admin",
                    ]
                ),
                name="role_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class OutgoingMail(models.Model):
    """A mail that no server has taken yet; the row goes when it is sent or too old."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")

    def __str__(self) -> str:
        return self.subject


class Allowance(models.Model):
    """How often something was done in one stretch of time, by a key that names nobody."""

    key = models.CharField(max_length=64)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = (models.UniqueConstraint("key", "since", name="allowance_once"),)

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
