"""Whether the portal is well: database, worker, disk."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from portal.queries.workers import living_workers

MINIMUM_FREE_BYTES = 200 * 1024 * 1024


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the portal can serve and keep what it is given, else 503."""
    free = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else "/").free
    checks = {
        "database": _database_answers(),
        "worker": _worker_lives(),
        "disk": free > MINIMUM_FREE_BYTES,
    }
    status = 200 if all(checks.values()) else 503
    return JsonResponse({"ok": status == 200, **checks}, status=status)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _worker_lives() -> bool:
    try:
        return bool(living_workers())
    except DatabaseError:
        return False
