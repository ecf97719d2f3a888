"""For operators: certificates, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from credentials.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["code", "name", "title", "completed_on", "issued_at"]
    search_fields = ["code", "name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
