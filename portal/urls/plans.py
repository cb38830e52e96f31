"""The addresses of what is wanted: plans, programmes, the network, consultations and homes."""

from django.urls import path, re_path

from accounts.permissions import require
from plans.permissions import (
    calls_meetings,
    handles_plans,
    keeps_choices,
    keeps_designations,
    keeps_seats,
    makes_statements,
    writes_plans,
)
from plans.views import (
    agreeing,
    consultations,
    handling,
    links,
    living,
    network,
    opening,
    removing,
    seats,
    voices,
    walk,
    writing,
)
from portal.views import plans

# What a member of a group writes on, below the group's own address.
WRITING = [
    ("", writing.write, "plan-write"),
    ("borja/", writing.begin, "plan-begin"),
    ("vision/", writing.vision, "plan-vision"),
    ("mal/ny/", writing.goal, "plan-goal-new"),
    ("mal/<int:pk>/", writing.goal, "plan-goal"),
    ("mal/<int:pk>/status/", writing.status, "plan-status"),
    ("strategi/ny/", writing.strategy, "plan-strategy-new"),
    ("strategi/<int:pk>/", writing.strategy, "plan-strategy"),
    ("aktivitet/ny/", writing.activity, "plan-activity-new"),
    ("aktivitet/<int:pk>/", writing.activity, "plan-activity"),
    ("aktivitet/<int:pk>/lage/", writing.progress, "plan-progress"),
    ("koppla/", links.link, "plan-link"),
    ("koppling/<int:pk>/bort/", removing.unlink, "plan-unlink"),
    ("sortera/", walk.sort, "plan-sort"),
    ("sortera/<int:pk>/", walk.sort_one, "plan-sort-one"),
    ("sortera/fran/<int:pk>/", walk.take_old, "plan-take-old"),
    ("revidera/", walk.revise, "plan-revise"),
    ("revidera/borja/", walk.begin_year, "plan-begin-year"),
    ("revidera/<slug:kind>/<int:pk>/", walk.choose_one, "plan-choose"),
    ("prioritera/", walk.priorities, "plan-priorities"),
    ("anta/", walk.adoption, "plan-adopt"),
    ("anta/mat/", walk.measure_now, "plan-measure"),
    ("kommentarer/", voices.answer, "plan-comments"),
    ("<slug:kind>/<int:pk>/bort/", removing.remove, "plan-remove"),
]

urlpatterns = [
    path("planer/", plans.plans, name="plans"),
    path("planer/mal/", plans.goals_on_subject, name="goals-on-subject"),
    re_path(
        r"^planer/mal/mal\.(?P<kind>csv|xlsx|docx)$",
        plans.goals_on_subject,
        name="goals-on-subject-file",
    ),
    path("planer/lage/", writing.progress_by_link, name="progress"),
    path("planer/kommentar/", voices.confirm_a_comment, name="comment-confirm"),
    path("planer/folja/", voices.confirm_a_follower, name="follow-confirm"),
    path("planer/sluta-folja/", voices.stop, name="follow-stop"),
    path("planer/koppla/", require(writes_plans)(links.which_plan), name="plan-tie"),
    path("planer/<slug:slug>/", plans.village_group, name="village-group"),
    path("planer/<slug:slug>/<int:year>/", plans.adopted_plan, name="adopted-plan"),
    path("planer/<slug:slug>/<int:year>/andringar/", plans.plan_changes, name="plan-changes"),
    path("planer/<slug:slug>/skriv-ut/", plans.plan_sheet, name="plan-sheet"),
    path("planer/<slug:slug>/kommentera/", voices.comment, name="plan-comment"),
    path("planer/<slug:slug>/folj/", voices.follow, name="plan-follow"),
    path("program/", plans.programmes, name="programmes"),
    path("bygdenatverket/", network.network, name="network"),
    path("bygdenatverket/moten.ics", network.calendar, name="meetings-ics"),
    path("bygdenatverket/mote/<int:pk>/", network.meeting, name="meeting"),
    path("bygdenatverket/uttalande/<int:pk>/", network.statement, name="statement"),
    path("samrad/", consultations.consultations, name="consultations"),
    path("samrad/svar/", consultations.confirm, name="answer-confirm"),
    path("samrad/<int:pk>/", consultations.consultation, name="consultation"),
    path("samrad/<int:pk>/svara/", consultations.answer, name="consultation-answer"),
    path("samrad/<int:pk>/dokument/<int:file>/", consultations.document, name="consultation-file"),
    path("bostader/bo-har/", living.wish, name="wish-to-live"),
    path("orter/fraga/svar/", living.confirm_poll, name="poll-confirm"),
    path("orter/<slug:slug>/fraga/", living.poll, name="poll"),
    path("bostader/", plans.housing, name="housing"),
    # Members of a village group: each view asks whether the group is one's own
    *(
        path(f"planer/<slug:slug>/skriv/{tail}", require(writes_plans)(view), name=name)
        for tail, view, name in WRITING
    ),
    path(
        "bygdenatverket/uttalande/ny/",
        require(makes_statements)(network.new_statement),
        name="statement-new",
    ),
    path(
        "bygdenatverket/mote/ny/", require(calls_meetings)(network.new_meeting), name="meeting-new"
    ),
    path(
        "bygdenatverket/mote/<int:pk>/skriv/",
        require(calls_meetings)(network.write_meeting),
        name="meeting-write",
    ),
    path(
        "bygdenatverket/mote/<int:pk>/punkt/<int:point>/bort/",
        require(calls_meetings)(network.take_off),
        name="meeting-take-off",
    ),
    path(
        "bygdenatverket/foresla/<int:link>/",
        require(calls_meetings)(agreeing.propose),
        name="agenda-propose",
    ),
    path(
        "bygdenatverket/val/nytt/",
        require(keeps_choices)(agreeing.choice),
        name="network-choice-new",
    ),
    path(
        "bygdenatverket/val/<int:pk>/",
        require(keeps_choices)(agreeing.choice),
        name="network-choice",
    ),
    path(
        "bygdenatverket/arbetsgrupp/ny/",
        require(keeps_seats)(seats.seat),
        name="working-group-seat-new",
    ),
    path(
        "bygdenatverket/arbetsgrupp/<int:pk>/",
        require(keeps_seats)(seats.seat),
        name="working-group-seat",
    ),
    path(
        "program/utsedd/ny/",
        require(keeps_designations)(seats.designation),
        name="designation-new",
    ),
    path(
        "program/utsedd/<int:pk>/",
        require(keeps_designations)(seats.designation),
        name="designation",
    ),
    path(
        "samrad/<int:pk>/svara-for-grupp/",
        require(writes_plans)(consultations.group_answer),
        name="consultation-group-answer",
    ),
    path("bostader/livslage/", require(calls_meetings)(living.situation), name="life-situation"),
    # The municipality's officers: each view asks whether the village is theirs
    path(
        "samrad/nytt/",
        require(handles_plans)(opening.new_consultation),
        name="consultation-new",
    ),
    path(
        "samrad/<int:pk>/andra/",
        require(handles_plans)(opening.change_consultation),
        name="consultation-change",
    ),
    path(
        "samrad/<int:pk>/utkast/",
        require(handles_plans)(opening.preview),
        name="consultation-preview",
    ),
    path(
        "samrad/<int:pk>/bemot/",
        require(handles_plans)(consultations.reply),
        name="consultation-reply",
    ),
    path(
        "bygdenatverket/uttalande/<int:pk>/hantera/",
        require(handles_plans)(network.handle_statement),
        name="statement-handle",
    ),
    path(
        "planer/<slug:slug>/hantera/",
        require(handles_plans)(handling.handling),
        name="plan-handling",
    ),
    path(
        "planer/<slug:slug>/hantera/<int:pk>/",
        require(handles_plans)(handling.handling),
        name="plan-handling-correct",
    ),
    path(
        "planer/<slug:slug>/anvands-i/",
        require(handles_plans)(handling.steering),
        name="plan-steering",
    ),
]
