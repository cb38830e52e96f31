"""Tying a goal or an activity to one thing on the map, or to a named point."""

from typing import Any

from django.db import transaction

from plans.errors import LinkToItself, TargetMissing
from plans.models import TARGETS, Activity, Goal, GoalLink
from route221.models import Business
from services.models import Offer, ServicePoint

# What a link dropped in a merge is written anew with.
DROPPED = ("goal_id", "activity_id", "relation", "note")


@transaction.atomic
def add_link(
    *,
    relation: str,
    goal: Goal | None = None,
    activity: Activity | None = None,
    note: str = "",
    **target: Any,
) -> GoalLink:
    """Tie one goal or activity to exactly one target (one of ``TARGETS``), once.

    A place or business that has become another is tied as what it became. A point needs
    ``point_name``; a route may have ``from_chainage_m`` and ``to_chainage_m``. Also an adopted
    plan may be tied: what its words mean on the map does not change the words.
    """
    given = {name: value for name, value in target.items() if value is not None}
    chosen = [name for name in TARGETS if name in given]
    if len(chosen) != 1 or (goal is None) == (activity is None):
        raise TargetMissing
    if "point" in given and not str(given.get("point_name", "")).strip():
        raise TargetMissing
    given[chosen[0]] = _what_it_became(given[chosen[0]])
    if goal is not None and given.get("to_goal") == goal:
        raise LinkToItself
    values = {"relation": GoalLink.Relation(relation).value, "note": note.strip()}
    link = GoalLink.objects.filter(goal=goal, activity=activity, **given).first()
    if link is None:
        return GoalLink.objects.create(goal=goal, activity=activity, **given, **values)
    for name, value in values.items():
        setattr(link, name, value)
    link.save()
    return link


@transaction.atomic
def remove_link(*, link: GoalLink) -> None:
    """Untie a goal or activity."""
    link.delete()


@transaction.atomic
def links_follow(
    *, old: ServicePoint | Business | Offer, new: ServicePoint | Business | Offer
) -> list[dict[str, Any]]:
    """Let what was tied to one thing be tied to the one that stands for it, once.

    Returns what was moved or, where both were tied, dropped, as `links_go_back` takes it.
    """
    names = {ServicePoint: "service_point", Business: "business", Offer: "offer"}
    moved = _move(names[type(old)], old, new)
    if isinstance(old, ServicePoint):
        for offer in Offer.objects.filter(service_point=old, goal_links__isnull=False).distinct():
            same = Offer.objects.filter(service_point=new, category_id=offer.category_id).last()
            if same is not None:
                moved += _move("offer", offer, same)
    return moved


@transaction.atomic
def links_go_back(*, moved: list[dict[str, Any]]) -> None:
    """Tie again to the old thing what followed it into a merge, and what was dropped there.

    A link untied or tied to something else since stays as it is.
    """
    for one in moved:
        old, new = ({f"{one['name']}_id": one[side]} for side in ("old", "new"))
        if one["link"]:
            GoalLink.objects.filter(pk=one["link"], **new).update(**old)
        elif _owner_stands(one):
            GoalLink.objects.create(**{name: one[name] for name in DROPPED}, **old)


def _owner_stands(one: dict[str, Any]) -> bool:
    owners: tuple[tuple[type[Goal] | type[Activity], str], ...]
    owners = ((Goal, "goal_id"), (Activity, "activity_id"))
    return any(model.objects.filter(pk=one[name]).exists() for model, name in owners if one[name])


@transaction.atomic
def links_return(*, old: Business, new: Business) -> None:
    """Let what followed a business into a merge return to it, now that it stands by itself."""
    for link in GoalLink.objects.filter(business=new, merged_from=old):
        link.business, link.merged_from = old, None
        link.save()


def _move(name: str, old: Any, new: Any) -> list[dict[str, Any]]:
    known = GoalLink.objects.filter(**{name: new}).values_list("goal_id", "activity_id")
    taken = set(known)
    moved = []
    for link in GoalLink.objects.filter(**{name: old}):
        said: dict[str, Any] = {"name": name, "old": old.pk, "new": new.pk, "link": link.pk}
        said |= {one: getattr(link, one) for one in DROPPED}
        if (link.goal_id, link.activity_id) in taken:
            link.delete()
            said["link"] = None
        else:
            setattr(link, name, new)
            link.merged_from = old if isinstance(old, Business) else link.merged_from
            link.save()
        moved.append(said)
    return moved


def _what_it_became(thing: Any) -> Any:
    if isinstance(thing, Offer):
        place = _what_it_became(thing.service_point)
        same = place.offers.filter(category_id=thing.category_id).order_by("pk").last()
        return same if place.pk != thing.service_point_id and same else thing
    seen = set()
    while isinstance(thing, ServicePoint | Business) and thing.replaced_by and thing.pk not in seen:
        seen.add(thing.pk)
        thing = thing.replaced_by
    return thing
