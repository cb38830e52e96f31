"""Plans, goals and housing in the admin, with their history."""

from django.contrib import admin
from leaflet.admin import LeafletGeoAdminMixin
from modeltranslation.admin import TranslationTabularInline
from simple_history.admin import SimpleHistoryAdmin

from plans.models import (
    Activity,
    AgendaPoint,
    Comment,
    Consultation,
    ConsultationAnswer,
    ConsultationFile,
    DesignatedPlace,
    Goal,
    GoalLink,
    Handling,
    HousingProject,
    LifeSituation,
    LocalPlan,
    Meeting,
    NetworkChoice,
    PlanVersion,
    PriorityArea,
    Programme,
    Snapshot,
    Statement,
    SteeringDocument,
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


class DesignatedPlaceInline(admin.TabularInline):
    model = DesignatedPlace
    fields = ("kind", "locality", "service_point", "source", "as_of")
    raw_id_fields = ("service_point",)
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ("name", "owner", "from_year", "to_year", "frames_village_pages")
    inlines = (PriorityAreaInline, DesignatedPlaceInline)


@admin.register(PriorityArea)
class PriorityAreaAdmin(admin.ModelAdmin):
    """The services an area covers, its own standards, and what it continues."""

    list_display = ("name", "programme", "position")
    list_filter = ("programme",)
    filter_horizontal = ("categories", "standards", "continues")


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


class AgendaPointInline(admin.StackedInline):
    model = AgendaPoint
    extra = 0
    raw_id_fields = ("goal", "statement", "conflict")


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):
    list_display = ("__str__", "host", "place", "is_cancelled", "is_example")
    list_filter = ("kind", "is_example")
    list_select_related = ("host",)
    inlines = (AgendaPointInline,)


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin):
    list_display = ("title", "group", "sent_on", "owner", "reply_by", "answered_on")
    list_filter = ("group", "is_example")
    list_select_related = ("group",)
    raw_id_fields = ("goal",)


@admin.register(NetworkChoice)
class NetworkChoiceAdmin(admin.ModelAdmin):
    list_display = ("what", "chosen_on", "next_check_on", "is_example")


class ConsultationFileInline(admin.TabularInline):
    model = ConsultationFile
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(LeafletGeoAdminMixin, admin.ModelAdmin):
    list_display = ("title", "kind", "unit", "opens_on", "closes_on", "is_formal", "is_example")
    list_filter = ("kind", "is_formal", "is_example")
    filter_horizontal = ("localities",)
    inlines = (ConsultationFileInline,)


@admin.register(ConsultationAnswer)
class ConsultationAnswerAdmin(admin.ModelAdmin):
    """The answers with what became of them; who sent one is not listed."""

    list_display = ("consultation", "group", "sent_at", "confirmed_at", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("consultation", "group")


@admin.register(SteeringDocument)
class SteeringDocumentAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "body", "decided_on")
    list_filter = ("kind",)
    filter_horizontal = ("goals",)


@admin.register(LifeSituation)
class LifeSituationAdmin(admin.ModelAdmin):
    list_display = ("locality", "situation", "state", "stated_on")
    list_select_related = ("locality",)


@admin.register(Handling)
class HandlingAdmin(admin.ModelAdmin):
    list_display = ("version", "outcome", "body", "handled_on", "diary_number")
    list_select_related = ("version__plan",)


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Comments, to hide one or look after an answer; addresses are not listed."""

    list_display = ("version", "goal", "confirmed_at", "answered_at", "is_hidden")
    list_filter = ("is_hidden",)
    list_select_related = ("version__plan", "goal")


@admin.register(Snapshot)
class SnapshotAdmin(admin.ModelAdmin):
    """What was adopted, to be read only: the database refuses a change."""

    list_display = ("version", "made_at", "is_of_the_day")
    list_select_related = ("version__plan",)

    def has_add_permission(self, request: object) -> bool:
        """Refuse: only adopting makes a snapshot."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Refuse: what was adopted stands."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Refuse: what was adopted stands."""
        return False
