"""The organisation: units in a tree, and who belongs where, in which role, from when to when."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models.facts import FactQuerySet
from accounts.rules.roles import Role

SEGMENT = 6  # digits of base 36 for one unit in a path: two thousand million units
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def path_segment(unit_id: int) -> str:
    """A unit's own part of a path: fixed width, so that text order is tree order."""
    digits = ""
    while unit_id:
        unit_id, digit = divmod(unit_id, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(SEGMENT, "0")


def below(path: str, field: str = "path") -> Q:
    """The unit with this path and everything under it, as one range of an index."""
    return Q(**{f"{field}__gte": path, f"{field}__lte": path + "z" * SEGMENT})


def under_any(paths: list[str], field: str = "path") -> Q:
    """Any of several subtrees; no paths, nothing."""
    matching = Q(pk__in=[])
    for path in paths:
        matching |= below(path, field)
    return matching


class UnitQuerySet(models.QuerySet["Unit"]):
    def current(self) -> "UnitQuerySet":
        return self.filter(ended_on__isnull=True)

    def below(self, path: str) -> "UnitQuerySet":
        """The unit with this path and all its descendants."""
        return self.filter(below(path))

    def under_any(self, paths: list[str]) -> "UnitQuerySet":
        return self.filter(under_any(paths))

    def in_order(self) -> "UnitQuerySet":
        """Parents before their children."""
        return self.order_by("path")


class Unit(models.Model):
    """A node of the organisation: a school, department or division. Ended, never deleted.

    Name, parent, path and end repeat its place as now known (UnitPlace); lists read them here.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=120, blank=True, db_index=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for a root."""
        return len(self.path) // SEGMENT - 1

    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to this unit, itself included."""
        return [self.path[:end] for end in range(SEGMENT, len(self.path) + 1, SEGMENT)]


class UnitPlaceQuerySet(FactQuerySet["UnitPlace"]):
    pass


class UnitPlace(models.Model):
    """Where a unit stood in the tree, under which name, from one day to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=120)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = UnitPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(to_on__isnull=True, superseded_at__isnull=True),
                name="unitplace_one_open",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
                name="unitplace_ends_after_start",
            ),
        ]
        # Which units lay under this one on that day?
        indexes = [models.Index(fields=["path"], name="unitplace_by_path")]

    def __str__(self) -> str:
        return self.name


class EmploymentQuerySet(FactQuerySet["Employment"]):
    def holding_on(self, day: date) -> "EmploymentQuerySet":
        """Employments whose [hired_on, left_on) holds that day; null is open."""
        return self.filter(
            Q(hired_on__isnull=True) | Q(hired_on__lte=day),
            Q(left_on__isnull=True) | Q(left_on__gt=day),
        )


class Employment(models.Model):
    """One stretch of employment, [hired_on, left_on); a rehire is a second one."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="employments")
    hired_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_on__isnull=True, superseded_at__isnull=True),
                name="employment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(hired_on__isnull=True)
                | Q(left_on__isnull=True)
                | Q(left_on__gte=F("hired_on")),
                name="employment_leaves_after_hire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.hired_on} to {self.left_on}"


class AppointmentQuerySet(FactQuerySet["Appointment"]):
    def for_page_of(self, person_id: int) -> "AppointmentQuerySet":
        """A person's places as now known, with the names on them; the latest first."""
        named = self.filter(person_id=person_id, superseded_at__isnull=True)
        newest = F("to_on").desc(nulls_first=True)
        return named.select_related("unit", "supervisor").order_by(newest, "-primary", "-id")

    def today(self, day: date) -> FactQuerySet["Appointment"]:
        """Appointments known now that hold on that day."""
        return self.standing().holding_on(day)


class Appointment(models.Model):
    """A person's place in a unit, [from_on, to_on). Several are normal; one is primary."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    position = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    primary = models.BooleanField(default=True)
    supervisor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="supervised"
    )
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(to_on__isnull=True, superseded_at__isnull=True),
                name="appointment_one_open_in_a_unit",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(primary=True, to_on__isnull=True, superseded_at__isnull=True),
                name="appointment_one_primary",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
                name="appointment_ends_after_start",
            ),
        ]
        indexes = [
            # Who is in this unit now? With all that a count asks: the rows need not be read.
            models.Index(
                fields=["unit", "person", "primary", "from_on", "to_on"],
                condition=Q(superseded_at__isnull=True),
                name="appointment_people_of_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class GrantQuerySet(FactQuerySet["Grant"]):
    def held_by(self, person_id: int, day: date) -> FactQuerySet["Grant"]:
        return self.standing().holding_on(day).filter(person_id=person_id)


class Grant(models.Model):
    """A role given to a person for a unit and all below it, [from_on, to_on)."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(to_on__isnull=True, superseded_at__isnull=True),
                name="grant_one_open",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="grant_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
                name="grant_ends_after_start",
            ),
        ]
        indexes = [
            # Which roles does this person hold today? (asked by every page)
            models.Index(
                fields=["person", "role"],
                condition=Q(superseded_at__isnull=True),
                name="grant_roles_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.role} of {self.unit_id}"
