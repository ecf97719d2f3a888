"""Health, and the page of every dead end."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

WORKER_HEARD = "worker-heard-at"  # tasks.housekeeping.report_alive writes it
WORKER_SILENT = timedelta(minutes=1)
PROGRAMS = "/api/"  # who asks there reads JSON, also of what went wrong


@never_cache
@login_not_required
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is up."""
    return JsonResponse({"status": "ok"})


@never_cache
@login_not_required
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything a person's request may need is there; else 503 and what is missing."""
    parts = {"database": database_answers(), "migrations": False, "broker": broker_answers()}
    parts["migrations"] = parts["database"] and migrations_applied()
    parts["worker"] = parts["broker"] and worker_heard(timezone.now())
    missing = [name for name, there in parts.items() if not there]
    body = {"status": "missing" if missing else "ok", "missing": missing, "parts": parts}
    return JsonResponse(body, status=503 if missing else 200)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    """The cache lives in the broker's server: what answers one answers the other."""
    if not settings.REDIS_URL:
        return False
    try:
        cache.get(WORKER_HEARD)
    except (OSError, RedisError):
        return False
    return True


def worker_heard(now: datetime) -> bool:
    heard = cache.get(WORKER_HEARD)
    return heard is not None and now - heard < WORKER_SILENT


def form_grown_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits: a page long open, cookies off, or a forgery."""
    return render(request, "errors/stale_form.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": str(exception or "This cannot be read.")}, status=400)
    return render(request, "errors/400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault: a calm page with the request's number. Touches no database."""
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": "Something broke on our side."}, status=500)
    return render(request, "errors/500.html", status=500)
