"""What hours are earned from: the menu of a requirement's version, by categories."""

from django.db import models
from django.db.models import Q

from courses.models import Course
from learning.models.requirement import RequirementVersion


class MenuCategory(models.Model):
    """One part of a version's menu, with what counts of it; frozen with the version."""

    version = models.ForeignKey(RequirementVersion, models.PROTECT, related_name="categories")
    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    most_hours = models.DecimalField(  # null: as many as one likes
        max_digits=5, decimal_places=2, null=True, blank=True
    )
    least_count = models.PositiveSmallIntegerField(default=0)  # completions, of any length

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="menucategory_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"], name="menucategory_one_at_a_place"
            ),
            models.CheckConstraint(
                condition=Q(most_hours__isnull=True) | Q(most_hours__gt=0),
                name="menucategory_limit_leaves_room",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MenuItem(models.Model):
    """That a course counts in a category of a version's menu, and in no other one of it."""

    version = models.ForeignKey(RequirementVersion, models.PROTECT, related_name="menu_items")
    category = models.ForeignKey(MenuCategory, models.PROTECT, related_name="items")
    course = models.ForeignKey(Course, models.PROTECT, related_name="menu_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "course"], name="menuitem_one_category_a_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.course_id}"
