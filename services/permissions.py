"""Whose search for the best places it is."""

from typing import Any

from services.models import SiteSearch


def may_cancel(user: Any, search: SiteSearch) -> bool:
    """Whether a search is the user's own to cancel; one without a name, whoever has its address."""
    return bool(search.asked_by_id is None or search.asked_by_id == user.pk)
