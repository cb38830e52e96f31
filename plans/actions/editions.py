"""Saving only what nobody else has changed meanwhile, so that no words are lost."""

from typing import Any, TypeVar

from django.db.models import Model

from plans.errors import ChangedMeanwhile

M = TypeVar("M", bound=Model)


def save_edition(row: M, edition: int | None, values: dict[str, Any]) -> M:
    """Save values if the row still is the edition its writer read; ``None`` asks for no check."""
    current = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    if edition is not None and edition != current.edition and changed:
        raise ChangedMeanwhile(current)
    if not changed:
        return current
    for name, value in changed.items():
        setattr(current, name, value)
    current.edition += 1
    current.save()
    return current


def own_words(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Let what somebody words anew be theirs, and no longer an example."""
    is_reworded = any(
        name in values and values[name] != getattr(row, name) for name in ("title", "text")
    )
    return {"is_example": False, "dataset": None} if row.is_example and is_reworded else {}
