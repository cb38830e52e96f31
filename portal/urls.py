"""Every address of the portal; who may go there is visible here."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import JavaScriptCatalog

from accounts.permissions import (
    is_coordinator,
    is_reviewer,
    is_signed_in,
    keeps_register,
    require,
)
from accounts.views.account import account
from accounts.views.passkeys import AddPasskey, SignInByPasskey, remove_passkey
from accounts.views.sign_in import ConfirmCode, SignIn, sign_out
from plans.permissions import calls_meetings, handles_plans, makes_statements, writes_plans
from plans.views import (
    consultations,
    handling,
    links,
    living,
    network,
    voices,
    walk,
    writing,
)
from portal.api import SERVICE, TILES
from portal.views import (
    about,
    api_catalogue,
    dayplans,
    demo,
    design,
    desk_scenarios,
    embed,
    health,
    imports,
    localities,
    meetings,
    offline,
    paper,
    plans,
    questions,
    queue,
    register,
    reports,
    review,
    roads,
    robots,
    search,
    services,
    signs,
    start,
)
from route221.views import belonging, business, coordinator, people, photos, sharing

# Any road with a number; 221 is the first.
ROAD = r"^vag(?P<number>[\w.]{1,10})/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    # A picture: to anyone once published, else to its people and reviewers
    re_path(
        r"^bild/(?P<name>[\w-]{10,40})-(?P<width>\d{1,4})\.webp$",
        photos.serve_photo,
        name="photo",
    ),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("api/fraga/sok", questions.search_question, name="question-search"),
    path("api/fraga/oppet", questions.open_question, name="question-open"),
    path("api/fraga/scenario", desk_scenarios.scenario_question, name="question-scenario"),
    path("api/fraga/nearest", questions.nearest_question, name="question-nearest"),
    path("api/dcat", api_catalogue.dcat, name="dcat"),
    SERVICE.root(),
    path("api/", include((SERVICE.urls(), "api"))),
    path("tiles/", include((TILES.urls(), "tiles"))),
]

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
    ("koppling/<int:pk>/bort/", links.unlink, "plan-unlink"),
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
    ("<slug:kind>/<int:pk>/bort/", writing.remove, "plan-remove"),
]

urlpatterns += i18n_patterns(
    # Anyone
    path("", start.home, name="home"),
    path("sok/", search.search_page, name="search"),
    path("har/", search.here, name="here"),
    path("skriv-ut/", paper.print_map, name="print-map"),
    path("skriv-ut/karta.pdf", paper.print_map_pdf, name="print-map-pdf"),
    path("orter/", localities.locality_list, name="localities"),
    path("orter/jamfor/", localities.compare_localities, name="compare"),
    path("orter/<slug:slug>/skriv-ut/", localities.locality_sheet, name="locality-sheet"),
    path("orter/<slug:slug>/", localities.locality, name="locality"),
    re_path(r"^service/(?P<pk>\d{1,18})-(?P<slug>[\w-]+)/$", services.service, name="service"),
    re_path(rf"{ROAD}$", roads.road, name="road"),
    re_path(rf"{ROAD}saknas/$", roads.missing, name="road-missing"),
    re_path(rf"{ROAD}dagsplan/$", dayplans.day_plan_page, name="day-plan"),
    re_path(
        rf"{ROAD}dagsplan/dagsplan\.(?P<kind>gpx|kml|geojson|ics|pdf)$",
        dayplans.day_plan_file,
        name="day-plan-file",
    ),
    re_path(
        rf"{ROAD}(?P<key>[fb]\d{{1,18}})-(?P<slug>[\w-]+)/$",
        roads.road_place,
        name="road-place",
    ),
    # A sign's code: a business, and later whichever stands for it
    path("q/f<int:pk>", sharing.scanned, name="scanned"),
    path("foretag/<int:pk>/hitta-hit/", sharing.way_there, name="way-there"),
    re_path(ROAD + r"moten/$", meetings.road_meetings, name="road-meetings"),
    path("vagmoten/<int:pk>/", meetings.road_meeting, name="road-meeting"),
    path("planer/", plans.plans, name="plans"),
    path("planer/mal/", plans.goals_on_subject, name="goals-on-subject"),
    re_path(
        r"^planer/mal/mal\.(?P<kind>csv|docx)$",
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
    path("analys/", include("portal.desk_urls")),
    path("om/", about.about, name="about"),
    path("om/data/", about.data, name="data"),
    path("om/tillganglighet/", about.accessibility, name="accessibility"),
    path("om/design/", design.design, name="design"),
    path("inbaddad/", embed.embed, name="embed"),
    path("franslagen/", offline.offline, name="offline"),
    path("appen.webmanifest", offline.manifest, name="manifest"),
    path("ord.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("rapportera/", reports.report, name="report"),
    path("rapportera/tack/", reports.sent, name="report-sent"),
    path("rapportera/svar/", reports.status, name="report-status"),
    path("logga-in/", SignIn.as_view(), name="sign-in"),
    path("logga-in/kod/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    # The same page under the names that allauth looks up.
    path("logga-in/", SignIn.as_view(), name="account_login"),
    path("logga-in/", SignIn.as_view(), name="account_request_login_code"),
    path("logga-in/nyckel/", SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("logga-ut/", sign_out, name="sign-out"),
    # Whoever holds the link of a mail
    path("stammer/", people.still_correct, name="still-correct"),
    # The demonstration, on this machine only
    path("demo/in/<int:pk>/<str:token>/", demo.enter, name="demo-enter"),
    path("demo/post/", demo.mail, name="demo-mail"),
    # Whoever has signed in
    path("konto/", require(is_signed_in)(account), name="account"),
    path("konto/nyckel/", require(is_signed_in)(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "konto/nyckel/<int:pk>/bort/",
        require(is_signed_in)(remove_passkey),
        name="mfa_remove_webauthn",
    ),
    path("konto/uppgifter/", require(is_signed_in)(people.download), name="own-data"),
    path("konto/avsluta/", require(is_signed_in)(people.leave), name="leave"),
    path("foretag/", require(is_signed_in)(business.mine), name="businesses"),
    path("foretag/ny/", require(is_signed_in)(business.new), name="business-new"),
    path("foretag/lage/", require(is_signed_in)(business.where), name="business-where"),
    path(
        "foretag/<int:pk>/ansprak/",
        require(is_signed_in)(business.claim_business),
        name="business-claim",
    ),
    # A business's own people: each view looks the business up among one's own
    path("foretag/<int:pk>/", require(is_signed_in)(business.business), name="business"),
    path("foretag/<int:pk>/bilder/", require(is_signed_in)(photos.photos), name="business-photos"),
    path(
        "foretag/<int:pk>/bilder/<int:photo>/",
        require(is_signed_in)(photos.photo),
        name="business-photo",
    ),
    path("foretag/<int:pk>/skylt/", require(is_signed_in)(signs.sign), name="business-sign"),
    path(
        "foretag/<int:pk>/skylt/skylt.pdf",
        require(is_signed_in)(signs.sign_pdf),
        name="business-sign-pdf",
    ),
    path(
        "foretag/<int:pk>/personer/bjud-in/",
        require(is_signed_in)(belonging.invite_person),
        name="business-invite",
    ),
    path(
        "foretag/<int:pk>/personer/<int:person>/bort/",
        require(is_signed_in)(belonging.take_out_person),
        name="business-take-out",
    ),
    path(
        "foretag/<int:pk>/allt-stammer/",
        require(is_signed_in)(business.confirm),
        name="business-confirm",
    ),
    path(
        "foretag/<int:pk>/samma-plats/<int:place>/",
        require(is_signed_in)(business.same_place),
        name="business-same-place",
    ),
    path(
        "foretag/inbjudan/",
        require(is_signed_in)(belonging.join_business),
        name="business-join",
    ),
    path(
        "foretag/<int:pk>/gor/<slug:verb>/",
        require(is_signed_in)(business.act),
        name="business-act",
    ),
    path(
        "foretag/<int:pk>/<slug:step>/", require(is_signed_in)(business.step), name="business-step"
    ),
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
        "samrad/<int:pk>/svara-for-grupp/",
        require(writes_plans)(consultations.group_answer),
        name="consultation-group-answer",
    ),
    path("bostader/livslage/", require(calls_meetings)(living.situation), name="life-situation"),
    # The municipality's officers: each view asks whether the village is theirs
    path(
        "samrad/nytt/",
        require(handles_plans)(consultations.new_consultation),
        name="consultation-new",
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
        "planer/<slug:slug>/anvands-i/",
        require(handles_plans)(handling.steering),
        name="plan-steering",
    ),
    # Whoever is invited: the view asks
    path(
        "vagmoten/<int:pk>/svar/",
        require(is_signed_in)(meetings.answer_meeting),
        name="road-meeting-answer",
    ),
    # The road's coordinator
    re_path(
        ROAD + r"moten/nytt/$",
        require(is_coordinator)(meetings.edit_meeting),
        name="road-meeting-new",
    ),
    path(
        "vagmoten/<int:pk>/andra/",
        require(is_coordinator)(meetings.edit_meeting),
        name="road-meeting-edit",
    ),
    path(
        "vagmoten/punkt/<int:pk>/",
        require(is_coordinator)(meetings.make_activity),
        name="road-point-activity",
    ),
    # Reviewers: each view asks whether the role covers the place
    path("granska/", require(is_reviewer)(queue.queue), name="review"),
    path("granska/valda/", require(is_reviewer)(queue.bulk), name="review-bulk"),
    path("granska/skal/", require(is_reviewer)(queue.reasons), name="review-reasons"),
    path("granska/skal/<int:pk>/", require(is_reviewer)(queue.reasons), name="review-reason"),
    path("granska/bevakning/", require(is_reviewer)(queue.watches), name="review-watches"),
    path("granska/siffror/", require(is_reviewer)(queue.figures), name="review-figures"),
    path("granska/par/<int:pk>/", require(is_reviewer)(review.review_pair), name="review-pair"),
    # The register's staff: reviewers and planners, each where the role covers the place
    path("granska/tjanster/", require(keeps_register)(register.places), name="register"),
    path(
        "granska/tjanster/att-bekrafta/",
        require(keeps_register)(register.unconfirmed),
        name="register-unconfirmed",
    ),
    path(
        "granska/tjanster/kannedom/",
        require(keeps_register)(register.completeness),
        name="register-completeness",
    ),
    path(
        "granska/tjanster/kannedom/<int:pk>/",
        require(keeps_register)(register.completeness),
        name="register-completeness-edit",
    ),
    path(
        "granska/tjanster/ny/",
        require(keeps_register)(register.place_new),
        name="register-place-new",
    ),
    path(
        "granska/tjanster/<int:pk>/", require(keeps_register)(register.place), name="register-place"
    ),
    path(
        "granska/tjanster/<int:pk>/andra/",
        require(keeps_register)(register.place_edit),
        name="register-place-edit",
    ),
    path(
        "granska/tjanster/<int:pk>/sla-ihop/",
        require(keeps_register)(register.place_merge),
        name="register-place-merge",
    ),
    path(
        "granska/tjanster/<int:pk>/erbjuder/",
        require(keeps_register)(register.offer_new),
        name="register-offer-new",
    ),
    path(
        "granska/tjanster/utbud/<int:pk>/",
        require(keeps_register)(register.offer_edit),
        name="register-offer",
    ),
    path(
        "granska/tjanster/utbud/<int:pk>/<slug:verb>/",
        require(keeps_register)(register.offer_verb),
        name="register-offer-verb",
    ),
    path("granska/foretag/<int:pk>/", require(is_reviewer)(review.review), name="review-business"),
    path(
        "granska/andring/<int:pk>/",
        require(is_reviewer)(review.review_revision),
        name="review-revision",
    ),
    path(
        "granska/ansprak/<int:pk>/", require(is_reviewer)(review.review_claim), name="review-claim"
    ),
    path("granska/rapporter/", require(is_reviewer)(reports.review_reports), name="review-reports"),
    path(
        "granska/rapporter/<int:pk>/",
        require(is_reviewer)(reports.review_report),
        name="review-report",
    ),
    # The road's coordinator
    re_path(rf"{ROAD}samordna/$", require(is_coordinator)(coordinator.desk), name="coordinator"),
    re_path(
        rf"{ROAD}samordna/texter/$",
        require(is_coordinator)(coordinator.texts),
        name="coordinator-texts",
    ),
    re_path(
        rf"{ROAD}samordna/granser/$",
        require(is_coordinator)(coordinator.limits),
        name="coordinator-limits",
    ),
    re_path(
        rf"{ROAD}samordna/stopp/$",
        require(is_coordinator)(coordinator.stops),
        name="coordinator-stops",
    ),
    re_path(
        rf"{ROAD}samordna/stopp/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.stop),
        name="coordinator-stop",
    ),
    re_path(
        rf"{ROAD}samordna/strackning/$",
        require(is_coordinator)(coordinator.propose_line),
        name="coordinator-propose",
    ),
    re_path(
        rf"{ROAD}samordna/strackning/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.line),
        name="coordinator-line",
    ),
    re_path(
        rf"{ROAD}samordna/(?P<part>teman|turer|evenemang)/ny/$",
        require(is_coordinator)(coordinator.guide),
        name="coordinator-guide-new",
    ),
    re_path(
        rf"{ROAD}samordna/(?P<part>teman|turer|evenemang)/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.guide),
        name="coordinator-guide",
    ),
    # Whoever keeps the register
    path("granska/import/", require(keeps_register)(imports.imports), name="imports"),
    path("granska/import/<int:pk>/", require(keeps_register)(imports.imported), name="import"),
    path(
        "granska/import/<int:pk>/lage/",
        require(keeps_register)(imports.import_progress),
        name="import-progress",
    ),
    path(
        "granska/import/<int:pk>/punkter/",
        require(keeps_register)(imports.import_points),
        name="import-points",
    ),
    path(
        "granska/import/<int:pk>/beslut/",
        require(keeps_register)(imports.decide_import),
        name="import-decide",
    ),
    path(
        "granska/import/hamta/<slug:table>.<slug:ending>",
        require(keeps_register)(imports.download),
        name="import-download",
    ),
    # Staff
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
