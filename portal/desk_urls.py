"""The addresses of the planner's desk; reading is public, whoever writes is visible here."""

from django.urls import path, re_path

from accounts.permissions import is_planner, require
from portal.views import desk

urlpatterns = [
    path("", desk.desk, name="desk"),
    re_path(
        r"^ruta/(?P<area>[\w-]{1,140})/(?P<category>[\w-]{1,50})/$", desk.cell, name="desk-cell"
    ),
    path("mat/", require(is_planner)(desk.measure), name="desk-measure"),
]
