"""Plans, goals and housing in the admin, with their history."""

from django.contrib import admin
from leaflet.admin import LeafletGeoAdminMixin
from modeltranslation.admin import TranslationTabularInline
from simple_history.admin import SimpleHistoryAdmin

from plans.models import (
    Activity,
    Goal,
    GoalLink,
    HousingProject,
    LocalPlan,
    PlanVersion,
    PriorityArea,
    Programme,
    VillageGroup,
)


@admin.register(VillageGroup)
class VillageGroupAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "is_in_network")
    filter_horizontal = ("localities",)
    raw_id_fields = ("members",)


class PriorityAreaInline(TranslationTabularInline):
    model = PriorityArea
    fields = ("position", "slug", "name", "covers_housing")
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ("name", "owner", "from_year", "to_year", "frames_village_pages")
    inlines = (PriorityAreaInline,)


class PlanVersionInline(admin.TabularInline):
    model = PlanVersion
    fields = ("year", "status", "adopted_on", "as_of")
    extra = 0


@admin.register(LocalPlan)
class LocalPlanAdmin(admin.ModelAdmin):
    list_display = ("name", "group")
    inlines = (PlanVersionInline,)


class GoalLinkInline(LeafletGeoAdminMixin, admin.StackedInline):
    model = GoalLink
    fk_name = "goal"
    extra = 0
    raw_id_fields = ("activity", "service_point", "offer", "business", "attraction", "to_goal")


@admin.register(Goal)
class GoalAdmin(SimpleHistoryAdmin):
    list_display = ("title", "version", "area", "locality", "is_example")
    list_filter = ("area", "is_example")
    list_select_related = ("version__plan", "area", "locality")
    inlines = (GoalLinkInline,)


@admin.register(Activity)
class ActivityAdmin(SimpleHistoryAdmin):
    list_display = ("title", "version", "status", "doer", "due_on")
    list_filter = ("status", "doer")


@admin.register(HousingProject)
class HousingProjectAdmin(LeafletGeoAdminMixin, SimpleHistoryAdmin):
    list_display = ("name", "locality", "plan_stage", "building_stage", "is_paused", "as_of")
    list_filter = ("plan_stage", "building_stage", "is_paused")
    list_select_related = ("locality",)
