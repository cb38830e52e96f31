"""What changed from one year's plan to the next, goal by goal, side by side."""

from dataclasses import dataclass, field
from typing import Any

from plans.models import PlanVersion
from plans.queries.snapshots import content_of

COMPARED = ("title", "text", "area", "locality", "status", "by_hand", "strategies")


@dataclass(frozen=True)
class Change:
    """One goal or activity: in both years, only then, or only now."""

    kind: str  # "added", "gone", "changed" or "same"
    then: dict[str, Any] | None
    now: dict[str, Any] | None
    fields: list[str] = field(default_factory=list)
    choice: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    then: dict[str, Any]
    now: dict[str, Any]
    goals: list[Change]
    activities: list[Change]
    is_vision_changed: bool


def changes(version: PlanVersion) -> Comparison | None:
    """Compare a version with the one it supersedes; None for a first plan."""
    if version.supersedes is None:
        return None
    then, now = content_of(version.supersedes), content_of(version)
    said = {str(one.identity): (one.became, one.reason) for one in version.choices.all()}
    return Comparison(
        then=then,
        now=now,
        goals=_compare(then["goals"], now["goals"], said, COMPARED),
        activities=_compare(
            _activities(then),
            _activities(now),
            said,
            ("title", "text", "doer", "due_on", "status", "cost", "reason"),
        ),
        is_vision_changed=then["vision"] != now["vision"],
    )


def _activities(content: dict[str, Any]) -> list[dict[str, Any]]:
    under = [one for goal in content["goals"] for one in goal["activities"]]
    return [*under, *content["activities"]]


def _compare(
    then: list[dict[str, Any]],
    now: list[dict[str, Any]],
    said: dict[str, tuple[str, str]],
    compared: tuple[str, ...],
) -> list[Change]:
    before = {one["identity"]: one for one in then}
    after = {one["identity"]: one for one in now}
    found = []
    for identity, old in before.items():
        choice, reason = said.get(identity, ("", ""))
        new = after.get(identity)
        if new is None:
            found.append(Change("gone", old, None, [], choice, reason))
            continue
        fields = [name for name in compared if old.get(name) != new.get(name)]
        if _figure(old) != _figure(new):
            fields.append("figure")
        kind = "changed" if fields else "same"
        found.append(Change(kind, old, new, fields, choice, reason))
    fresh = [one for identity, one in after.items() if identity not in before]
    return [*found, *(Change("added", None, one) for one in fresh)]


def _figure(goal: dict[str, Any]) -> Any:
    figure = goal.get("figure") or {}
    return {name: figure.get(name) for name in ("within", "residents", "reached", "target")}
