"""How often one address or account may do a thing, counted in the database for all processes."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Allowance

KEPT = timedelta(days=2)


def is_within_limit(*, action: str, who: str, limit: int, window_s: int) -> bool:
    """Count one more try and say whether it is still within the limit; the key is a digest."""
    key = salted_hmac("accounts.limits", f"{action} {who}", algorithm="sha256").hexdigest()
    now = timezone.now().timestamp()
    since = datetime.fromtimestamp(now - now % window_s, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_allowance (key, since, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key, since) DO UPDATE SET count = accounts_allowance.count + 1 "
            "RETURNING count",
            [key, since],
        )
        count = cursor.fetchone()[0]
    if count == 1:
        Allowance.objects.filter(since__lt=timezone.now() - KEPT).delete()
    return bool(count <= limit)
