"""What the map's own background is drawn from, beside boundaries and names."""

from django import template

from geo.collections import credit
from geo.models import Dataset

register = template.Library()


@register.simple_tag
def roads_credit() -> str:
    """Name whose roads are drawn; empty while none are loaded, so that no tile is asked for."""
    active = Dataset.objects.filter(kind=Dataset.Kind.ROADS, is_active=True)
    return ", ".join(sorted({credit(one) or str(one.title) for one in active}))
