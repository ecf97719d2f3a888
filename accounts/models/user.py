"""People: everyone with an account."""

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.rules.roles import Role

if TYPE_CHECKING:
    from accounts.models.organisation import Unit


MOST_WORDS = 20  # that one search takes


def folded(text: str) -> str:
    """Lower case without marks, so that both databases sort and search it alike."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        """People who may sign in."""
        return self.filter(deactivated_at__isnull=True)

    def employed(self, on: date) -> "UserQuerySet":
        """People employed that day, and those of whom no employment was ever recorded."""
        from accounts.models.organisation import Employment  # noqa: PLC0415  (it names this one)

        known = Employment.objects.standing().filter(person=OuterRef("pk"))
        there = Employment.objects.standing().holding_on(on).filter(person=OuterRef("pk"))
        return self.filter(Exists(there) | ~Exists(known))

    def reported(self) -> "UserQuerySet":
        """People who belong in reports: no test accounts."""
        return self.filter(is_test=False)

    def uncounted(self, at: datetime) -> "UserQuerySet":
        """People who are in no figure of that instant: test accounts, and who was deactivated."""
        return self.filter(Q(is_test=True) | Q(deactivated_at__lte=at))

    def with_roles(self, on: date) -> "UserQuerySet":
        """Brings along which roles each person holds that day: the menus ask no more."""
        from accounts.models.organisation import Grant  # noqa: PLC0415  (its model names this one)

        held = Grant.objects.standing().holding_on(on).filter(person=OuterRef("pk"))
        return self.annotate(**{f"has_{role}": Exists(held.filter(role=role)) for role in Role})

    def search(self, words: str) -> "UserQuerySet":
        """People whose names, address or HR id contain every word, whatever its case or marks.

        More than so many words nobody has.
        """
        found, wanted = self, set(words.split())
        if len(wanted) > MOST_WORDS:
            return self.none()
        for word in sorted(wanted):
            found = found.filter(
                Q(sort_name__contains=folded(word)) | Q(email__icontains=word) | Q(hr_id=word)
            )
        return found

    def narrowed(
        self, *, on: date, q: str = "", unit: "Unit | None" = None, state: str = ""
    ) -> "UserQuerySet":
        """What a list of people is filtered to; `state` is all, deactivated, or active."""
        found = self.search(q)
        if unit:
            found = found.placed_below(unit.path, on)
        if state == "all":
            return found
        return found.filter(deactivated_at__isnull=state != "deactivated")

    def placed_below(self, path: str, on: date) -> "UserQuerySet":
        """People with an appointment that day in the unit with this path, or below it."""
        from accounts.models.organisation import Appointment, below  # noqa: PLC0415

        held = Appointment.objects.standing().holding_on(on).filter(person=OuterRef("pk"))
        return self.filter(Exists(held.filter(below(path, "unit__path"))))

    def for_list(self, on: date) -> "UserQuerySet":
        """With their places (the primary first) and roles of that day, for a page of people."""
        from accounts.models.organisation import Appointment, Grant  # noqa: PLC0415

        places = Appointment.objects.standing().holding_on(on).select_related("unit")
        grants = Grant.objects.standing().holding_on(on).select_related("unit")
        return self.prefetch_related(
            Prefetch("appointments", places.order_by("-primary", "id"), to_attr="places")
        ).prefetch_related(Prefetch("grants", grants.order_by("role", "id"), to_attr="held"))

    def by_name(self) -> "UserQuerySet":
        return self.order_by("sort_name", "id")


class UserManager(BaseUserManager["User"]):
    """What Django's own commands call; people come from the roster or an invitation."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        person = self.model(email=email.strip().lower(), **fields)
        person.sort_name = sort_name(person)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator of the framework's admin site; not a role of ours."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


def sort_name(person: "User") -> str:
    """Family name first, folded: what lists of people are ordered by."""
    given = person.preferred_name or person.first_name
    return folded(f"{person.last_name} {given}")[:300]


class User(AbstractBaseUser, PermissionsMixin):
    """A person: everyone with an account. Their identity is the HR id; e-mail is an attribute."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    hr_id = models.CharField(max_length=64, blank=True)
    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    preferred_name = models.CharField(max_length=150, blank=True)
    sort_name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    # Asked for by name in the sign-in library; it cannot disagree with the time.
    is_active = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(deactivated_at__isnull=True), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_test = models.BooleanField(default=False)  # out of every report
    is_staff = models.BooleanField(default=False)  # the framework's admin site, for operators

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
            models.UniqueConstraint(
                fields=["hr_id"], condition=~Q(hr_id=""), name="user_hr_id_once"
            ),
            models.CheckConstraint(condition=~Q(email=""), name="user_has_an_email"),
        ]
        indexes = [
            # Which people come next in a list?
            models.Index(fields=["sort_name", "id"], name="user_in_order"),
            # Who is in no figure?
            models.Index(
                fields=["id"],
                condition=Q(is_test=True) | Q(deactivated_at__isnull=False),
                name="user_uncounted",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.uuid])

    @property
    def display_name(self) -> str:
        """The name they go by, else the address."""
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip() or self.email

    @property
    def full_name(self) -> str:
        """The name of record, as on a certificate."""
        return f"{self.first_name} {self.last_name}".strip() or self.display_name

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held today, brought along by `with_roles`; a fresh row is asked no query."""
        return frozenset(role for role in Role if getattr(self, f"has_{role}", False))
