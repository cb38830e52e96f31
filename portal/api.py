"""The portal's open API: the collections of every app under one address."""

from django.conf import settings

from geo import collections as geo
from geo.ogcapi.service import FeatureService
from plans import collections as plans
from route221 import collections as route221
from services import collections as services

SERVICE = FeatureService(
    title=settings.SITE_NAME,
    collections=(
        *geo.COLLECTIONS,
        *services.COLLECTIONS,
        *route221.COLLECTIONS,
        *plans.COLLECTIONS,
    ),
    languages=[code for code, _ in settings.LANGUAGES],
)
