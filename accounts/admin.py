"""For operators alone: to look, and to mend what no page mends. No journey passes through here."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import (
    Appointment,
    AuditEntry,
    Bounce,
    Employment,
    Grant,
    Job,
    Mail,
    OptOut,
    Unit,
    UnitPlace,
    User,
)

# In by the one way that asks for a second factor and counts the tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at: what is added only, or changed by services alone."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Only what no page changes: test accounts, and who may come here."""

    list_display = ["sort_name", "email", "hr_id", "deactivated_at", "is_test", "is_staff"]
    list_filter = ["is_test", "is_staff", "is_superuser"]
    search_fields = ["sort_name", "email", "hr_id"]
    ordering = ["sort_name", "id"]
    exclude = ["password", "groups", "user_permissions"]
    CHANGES = {"is_test", "is_staff", "is_superuser"}

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        hidden = {*(self.exclude or []), *self.CHANGES}
        return [field.name for field in User._meta.fields if field.name not in hidden]


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ["name", "path", "parent", "ended_on"]
    search_fields = ["name"]
    ordering = ["path"]
    list_select_related = ["parent"]


@admin.register(UnitPlace)
class UnitPlaceAdmin(ReadOnlyAdmin):
    list_display = ["name", "path", "from_on", "to_on", "recorded_at", "superseded_at"]
    search_fields = ["name"]
    ordering = ["-id"]


@admin.register(Employment)
class EmploymentAdmin(ReadOnlyAdmin):
    list_display = ["person", "hired_on", "left_on", "recorded_at", "superseded_at"]
    search_fields = ["person__sort_name", "person__hr_id"]
    list_select_related = ["person"]
    ordering = ["-id"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = ["person", "unit", "position", "primary", "from_on", "to_on", "superseded_at"]
    search_fields = ["person__sort_name", "person__hr_id", "unit__name"]
    list_select_related = ["person", "unit"]
    ordering = ["-id"]


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["person", "role", "unit", "from_on", "to_on", "superseded_at"]
    list_filter = ["role"]
    search_fields = ["person__sort_name", "person__hr_id", "unit__name"]
    list_select_related = ["person", "unit"]
    ordering = ["-id"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "action", "subject", "by", "reason"]
    search_fields = ["action", "subject"]
    list_select_related = ["by"]
    date_hierarchy = "at"
    ordering = ["-id"]


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ["kind", "recipient", "not_before", "tries", "sent_at", "withdrawn_because"]
    list_filter = ["kind"]
    search_fields = ["recipient__sort_name", "recipient__email"]
    list_select_related = ["recipient"]
    ordering = ["-id"]


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    list_display = ["address", "person", "permanent", "code", "happened_at", "superseded_at"]
    list_filter = ["permanent"]
    search_fields = ["address", "person__sort_name"]
    list_select_related = ["person"]
    ordering = ["-id"]


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin):
    list_display = ["person", "kind", "recorded_at", "superseded_at"]
    list_filter = ["kind"]
    search_fields = ["person__sort_name", "person__email"]
    list_select_related = ["person"]
    ordering = ["-id"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind", "by", "progress", "tries", "created_at", "finished_at", "error"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    ordering = ["-id"]
