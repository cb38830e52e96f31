"""Who may do what: every predicate of the portal, and the decorator that shows it in the URLs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import Role

View = Callable[..., HttpResponseBase]


def _holds(kind: Any) -> rules.Predicate:
    @rules.predicate(name=f"is_{kind.value}")
    def holds(user: Any, thing: Any = None) -> bool:
        """Hold the role everywhere, or in the municipality where the thing lies."""
        if not user.is_authenticated:
            return False
        if user.is_superuser:
            return True
        held = [role for role in _roles(user) if role.kind in (kind, Role.Kind.ADMIN)]
        municipality = municipality_of(thing)
        if thing is None or municipality is None:
            return bool(held)
        return any(role.municipality_id in (None, municipality) for role in held)

    return holds


def _roles(user: Any) -> list[Role]:
    """Read a user's roles once per request."""
    if not hasattr(user, "_roles_held"):
        user._roles_held = list(user.roles.all())
    return list(user._roles_held)


def municipality_of(thing: Any) -> Any:
    """Return the key of the municipality a thing lies in, None where it is not known."""
    own = getattr(thing, "municipality_id", None)
    if own is not None:
        return own
    locality = getattr(thing, "locality", None)
    return locality.municipality_id if locality else None


@rules.predicate
def is_signed_in(user: Any, thing: Any = None) -> bool:
    """Have signed in, in whatever role."""
    return bool(user.is_authenticated and user.is_active)


@rules.predicate
def is_village_member(user: Any, thing: Any = None) -> bool:
    """Belong to a village group: the given one, else any."""
    if not user.is_authenticated:
        return False
    groups = user.village_groups.all()
    return bool(groups.exists() if thing is None else groups.filter(pk=thing.pk).exists())


@rules.predicate
def owns(user: Any, business: Any = None) -> bool:
    """Be one of a business's confirmed people."""
    if business is None or not user.is_authenticated:
        return False
    return bool(business.ownerships.filter(user=user, is_confirmed=True).exists())


is_reviewer = _holds(Role.Kind.REVIEWER)
is_planner = _holds(Role.Kind.PLANNER)
is_politician = _holds(Role.Kind.POLITICIAN)
is_region = _holds(Role.Kind.REGION)
is_coordinator = _holds(Role.Kind.COORDINATOR)
is_admin = _holds(Role.Kind.ADMIN)
# The service register is kept by reviewers and by the municipality's planners.
keeps_register = is_reviewer | is_planner
# The planner's desk is read by those who decide, too.
reads_analysis = is_planner | is_politician | is_region


def municipalities_kept(user: Any) -> frozenset[int] | None:
    """Return the keys of the municipalities whose register a user keeps; None: of all."""
    if user.is_superuser:
        return None
    kinds = (Role.Kind.REVIEWER, Role.Kind.PLANNER, Role.Kind.ADMIN)
    held = {role.municipality_id for role in _roles(user) if role.kind in kinds}
    return None if None in held else frozenset(held)


def require(predicate: rules.Predicate) -> Callable[[View], View]:
    """Let only those through whom the predicate knows; others sign in, or read that they may not.

    The predicate stays on the view, so that a test can draw up the matrix of role and address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not predicate.test(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.predicate = predicate  # type: ignore[attr-defined]
        return guarded

    return decorate
