"""What the frame of every page needs: addresses in the reader's language, and where one stands."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.context import Context
from django.urls import URLResolver, get_resolver
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.views.done import UNDO

register = template.Library()


@register.simple_tag
def local_path(path: str) -> str:
    """Return a path of the portal under the current language's prefix; Swedish has none."""
    language = get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.simple_tag(takes_context=True)
def current_page(context: Context, path: str, exact: bool = False) -> SafeString | str:
    """Mark the menu's entry for this page, and for the pages below it, as the current one."""
    request = context.get("request")
    if request is None:
        return ""
    here, wanted = request.path, local_path(path)
    if here == wanted:
        return mark_safe(' aria-current="page"')
    if not exact and here.startswith(wanted):
        return mark_safe(' aria-current="true"')
    return ""


@register.filter
def undo_address(message: Message) -> str:
    """Return the address that takes back what a message tells of, nothing if there is none."""
    tags = str(message.extra_tags or "")
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@cache
def _predicates() -> dict[str, Any]:
    """Return by address name what each guarded page asks of its reader."""
    found: dict[str, Any] = {}

    def gather(patterns: list[Any]) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                if one.app_name != "admin":
                    gather(one.url_patterns)
            elif hasattr(one.callback, "predicate"):
                found[one.name] = one.callback.predicate

    gather(get_resolver().url_patterns)
    return found


@register.simple_tag(takes_context=True)
def may_open(context: Context, name: str, thing: Any = None) -> bool:
    """Whether the reader may open the page of this name, for the group or place it is about.

    What a page asks stands at its address; a link that leads to a refusal is not shown.
    """
    user = context.get("user")
    predicate = _predicates()[name]
    return bool(user is not None and user.is_authenticated and predicate.test(user, thing))


@register.simple_tag
def lang_of(row: Any, field: str) -> SafeString | str:
    """Mark the language of a text that comes from the data, where it is not the page's own.

    A text without a translation stands in Swedish on every page; a voice that reads the page aloud
    has to know.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or getattr(row, f"{field}_{language}", ""):
        return ""
    return mark_safe(f' lang="{settings.LANGUAGE_CODE}"')  # noqa: S308 — a setting


@register.simple_tag
def spoken(row: Any, field: str) -> SafeString:
    """Write a text of the data, marked with its language only where that is not the page's own."""
    language = lang_of(row, field)
    text = getattr(row, field, "")
    return format_html("<span{}>{}</span>", language, text) if language else format_html("{}", text)
