"""The addresses of the planner's desk; reading is public, whoever writes is visible here."""

from django.urls import path, re_path

from accounts.permissions import is_planner, is_signed_in, require
from portal.views import desk, desk_opportunities

urlpatterns = [
    path("", desk.desk, name="desk"),
    re_path(
        r"^ruta/(?P<area>[\w-]{1,140})/(?P<category>[\w-]{1,50})/$", desk.cell, name="desk-cell"
    ),
    path("mojligheter/", desk_opportunities.desk_opportunities, name="desk-opportunities"),
    # Each view asks which village's draft one may add to
    re_path(
        r"^mojligheter/(?P<key>[\w.-]{1,90})/$",
        require(is_signed_in)(desk_opportunities.take_over),
        name="desk-take-over",
    ),
    path("mat/", require(is_planner)(desk.measure), name="desk-measure"),
]
