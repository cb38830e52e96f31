"""Write a row only when it differs, so that loading twice changes nothing, not even history."""

from typing import Any, TypeVar

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

M = TypeVar("M", bound=Model)


def keep(model: type[M], key: dict[str, Any], values: dict[str, Any]) -> M:
    """Find the row by its key, or make it, and bring its values up to date."""
    row = model._default_manager.filter(**key).first()
    if row is None:
        return model._default_manager.create(**key, **values)
    changed = [name for name, value in values.items() if _differs(getattr(row, name), value)]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save()
    return row


def _differs(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, GEOSGeometry) and isinstance(wanted, GEOSGeometry):
        return not stored.equals_exact(wanted, 0.001)
    return bool(stored != wanted)
