"""What a map's own background is drawn from: boundaries, names, and roads where there are any."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from geo.collections import credit
from geo.models import Dataset

API = "/api/collections"
ROADS = "/tiles/roads/{z}/{x}/{y}.mvt"

register = template.Library()


@register.simple_tag
def ground() -> SafeString:
    """Write the attributes by which `ground.js` knows what any map's background is drawn from."""
    return format_html(
        'data-api="{}" data-roads="{}" data-roads-credit="{}"', API, ROADS, roads_credit()
    )


def roads_credit() -> str:
    """Name whose roads are drawn; empty while none are loaded, so that no tile is asked for."""
    active = Dataset.objects.filter(kind=Dataset.Kind.ROADS, is_active=True)
    return ", ".join(sorted({credit(one) or str(one.title) for one in active}))
