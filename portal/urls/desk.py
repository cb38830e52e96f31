"""The addresses of the planner's desk; reading is public, whoever writes is visible here."""

from django.urls import path, re_path

from accounts.permissions import is_planner, is_signed_in, require
from plans.permissions import keeps_scenarios
from portal.views import (
    desk,
    desk_bases,
    desk_cell,
    desk_compare,
    desk_measuring,
    desk_more,
    desk_opportunities,
    desk_scenarios,
    desk_scenarios_kept,
    desk_service_plan,
    desk_siting,
    desk_standards,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    re_path(
        r"^ruta/(?P<area>[\w-]{1,140})/(?P<category>[\w-]{1,50})/$",
        desk_cell.cell,
        name="desk-cell",
    ),
    path("mojligheter/", desk_opportunities.desk_opportunities, name="desk-opportunities"),
    # Each view asks which village's draft one may add to
    re_path(
        r"^mojligheter/(?P<key>[\w.-]{1,90})/$",
        require(is_signed_in)(desk_opportunities.take_over),
        name="desk-take-over",
    ),
    path("scenario/", desk_scenarios.workbench, name="desk-scenarios"),
    path("scenario/jamfor/", desk_scenarios_kept.compare, name="desk-compare-scenarios"),
    # Saving needs a role; each view looks a scenario up among one's own
    path(
        "scenario/mina/",
        require(keeps_scenarios)(desk_scenarios_kept.mine),
        name="desk-my-scenarios",
    ),
    path(
        "scenario/spara/",
        require(keeps_scenarios)(desk_scenarios_kept.save),
        name="desk-save-scenario",
    ),
    path(
        "scenario/ta-over/",
        require(is_signed_in)(desk_scenarios_kept.take_over),
        name="desk-take-over-change",
    ),
    path("scenario/<uuid:key>/", desk_scenarios.scenario, name="desk-scenario"),
    path(
        "scenario/<uuid:key>/andra/",
        require(keeps_scenarios)(desk_scenarios_kept.change),
        name="desk-change-scenario",
    ),
    path("plats/", desk_siting.siting, name="desk-siting"),
    path("plats/sok/", desk_siting.ask, name="desk-sites-ask"),
    path("plats/<uuid:key>/", desk_siting.sites, name="desk-sites"),
    path("plats/<uuid:key>/lage/", desk_siting.look, name="desk-sites-look"),
    # The view asks whose search it is
    path("plats/<uuid:key>/avbryt/", desk_siting.cancel, name="desk-sites-cancel"),
    path("serviceplan/", desk_service_plan.service_plans, name="desk-service-plans"),
    path(
        "serviceplan/borja/",
        require(is_planner)(desk_service_plan.begin),
        name="desk-service-plan-begin",
    ),
    path("serviceplan/<int:year>/", desk_service_plan.service_plan, name="desk-service-plan"),
    path("serviceplan/<int:year>/dokument/", desk_service_plan.papers, name="desk-papers"),
    path(
        "serviceplan/<int:year>/dokument/<int:pk>/",
        desk_service_plan.paper_file,
        name="desk-paper",
    ),
    path(
        "serviceplan/<int:year>/dokument/gor/",
        require(is_planner)(desk_service_plan.ask),
        name="desk-papers-ask",
    ),
    path(
        "serviceplan/<int:year>/<slug:chapter>/",
        require(is_planner)(desk_service_plan.write),
        name="desk-service-plan-write",
    ),
    # In public only places that are alone; what closing would do is for those who plan
    path("betydelse/", desk_more.importance, name="desk-importance"),
    path("butiker/", desk_more.shops, name="desk-shops"),
    path("bekrafta/", desk_more.confirm, name="desk-confirm"),
    path("jamfor/", desk_compare.compare, name="desk-compare-runs"),
    path("matt/", desk_standards.standards, name="desk-standards"),
    path("matt/<slug:slug>/", require(is_planner)(desk_standards.standard), name="desk-standard"),
    path("matt/<slug:slug>/bas/", require(is_planner)(desk_bases.base), name="desk-standard-base"),
    path("mat/", require(is_planner)(desk_measuring.measure), name="desk-measure"),
    path("mat/lage/", require(is_planner)(desk_measuring.look), name="desk-measure-look"),
    path("mat/avbryt/", require(is_planner)(desk_measuring.cancel), name="desk-measure-cancel"),
]
