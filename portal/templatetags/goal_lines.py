"""A goal with its status, figure, what it is tied to and what stands under it, written in Python.

One goal by template costs a millisecond; a plan has a hundred. What many goals share (the figure of
one standard in one village) is written once.
"""

from dataclasses import dataclass, field

from django import template
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans.models import Goal, GoalStatus, SteeringDocument
from plans.queries.goals import AssessedGoal
from plans.queries.whole import WholePlan
from portal.templatetags.figures import people_unless, threshold
from portal.templatetags.page import lang_of
from portal.templatetags.plan_lines import Activities, Line, day
from services.queries.coverage import Finding

register = template.Library()


@register.simple_tag
def goal_line(one: AssessedGoal, show_village: bool = False) -> SafeString:
    """Write one goal as a list item."""
    return mark_safe(GoalLine().write(one, show_village=show_village))  # noqa: S308 — escaped below


@register.simple_tag
def goal_lines(whole: WholePlan) -> SafeString:
    """Write all goals of a plan, each with what stands under it."""
    line = GoalLine()
    return mark_safe("".join(line.write(one, whole) for one in whole.goals))  # noqa: S308 — escaped below


@dataclass(frozen=True)
class Words:
    """What goals say again and again, in the language in force."""

    example: str = field(default_factory=lambda: escape(_("Example")))
    status: str = field(default_factory=lambda: escape(_("Status:")))
    by_hand: str = field(default_factory=lambda: escape(_("set by hand")))
    by_map: str = field(default_factory=lambda: escape(_("by the map:")))
    estimated: str = field(default_factory=lambda: escape(_("estimated")))
    at_least: str = field(default_factory=lambda: escape(_("target at least")))
    no_figure: str = field(default_factory=lambda: escape(_("no figure loaded")))
    unchanged: str = field(default_factory=lambda: escape(_("unchanged since")))
    unused: str = field(default_factory=lambda: escape(_("not yet used in a steering document")))
    strategy: str = field(default_factory=lambda: escape(_("Strategy:")))
    used_in: str = field(default_factory=lambda: escape(_("Used in:")))
    follow: str = field(default_factory=lambda: escape(_("Follow this goal")))
    comment: str = field(default_factory=lambda: escape(_("Comment")))
    better: str = field(default_factory=lambda: escape(_("better than at the run before")))
    worse: str = field(default_factory=lambda: escape(_("worse than at the run before")))


class GoalLine:
    """Writes goals; words and shared figures are made once."""

    def __init__(self) -> None:
        self.ties = Line()
        self.activities = Activities(self.ties)
        self.status = {status: str(escape(status.label)) for status in GoalStatus}
        self.words = Words()
        # Villages write in Swedish; a voice that reads another language aloud has to know.
        self.lang = lang_of(None, "title")
        self.figures: dict[int, str] = {}
        self.addresses: dict[str, tuple[str, str]] = {}

    def write(
        self, one: AssessedGoal, whole: WholePlan | None = None, *, show_village: bool = False
    ) -> str:
        """Write one goal; with a whole plan also strategies, activities and where it was used."""
        goal = one.goal
        ties = whole.ties.of(goal) if whole else goal.links.all()  # type: ignore[attr-defined]
        example = f' <span class="tag tag--example">{self.words.example}</span>'
        meta = [self._status(one), self._figure(one), self._trend(one)]
        if show_village:
            group = goal.version.plan.group
            meta.append(f'· <a href="{escape(group.get_absolute_url())}">{escape(group.name)}</a>')
        return (
            f'<li class="place" id="goal-{goal.pk}"><div>'
            f'<p class="place__name">{self._spoken(goal.title)}'
            f"{example if goal.is_example else ''}</p>"
            f'<p class="place__meta">{" ".join(filter(None, meta))}</p>'
            + (f"<p{self.lang}>{escape(goal.text)}</p>" if goal.text else "")
            + "".join(map(self.ties.write, ties))
            + (self._under(goal, whole) if whole else "")
            + "</div></li>"
        )

    def _status(self, one: AssessedGoal) -> str:
        goal = one.goal
        words = f"{self.words.status} <strong>{self.status[one.status]}</strong>"
        if one.is_by_hand:
            words += (
                f' <span class="tag">{self.words.by_hand}</span>'
                f" {self._spoken(goal.override_reason)} ({day(goal.override_on)})"
            )
            if goal.has_target and one.computed:
                words += f" · {self.words.by_map} {self.status[one.computed]}"
        return words

    def _figure(self, one: AssessedGoal) -> str:
        goal = one.goal
        if one.finding is not None:
            key = id(one.finding)
            if key not in self.figures:
                self.figures[key] = self._measured(one.finding, one.computed)
            return self.figures[key]
        if one.reached is not None:
            shown = {"reached": localize(one.reached), "target": localize(one.target)}
            if goal.target_homes:
                return f"· {escape(_('%(reached)s of %(target)s homes built') % shown)}"
            return f"· {escape(_('%(reached)s of %(target)s businesses') % shown)}"
        if goal.target_indicator_id:
            return self._indicator(one)
        if goal.target_homes:
            homes = {"homes": localize(goal.target_homes)}
            return f"· {escape(_('target: %(homes)s homes; none counted yet') % homes)}"
        return ""

    def _measured(self, found: Finding, computed: GoalStatus | None) -> str:
        parts = []
        if computed != GoalStatus.NOT_ASSESSED:
            shown = {
                "within": people_unless(found.within, found.hides_parts),
                "residents": people_unless(found.residents, found.hides_residents),
                "limit": threshold(found.standard),
            }
            words = escape(_("%(within)s of %(residents)s residents within %(limit)s") % shown)
            if found.standard.is_not_worse:
                base = render_to_string("components/base_level.html", {"finding": found})
                words += f", {base}"
            run = {"number": localize(found.run.pk), "date": day(found.run.measured_on)}
            parts += [f"· {words}", f"· {escape(_('run %(number)s, %(date)s') % run)}"]
            if found.is_estimate:
                parts.append(f'<span class="tag">{self.words.estimated}</span>')
        parts.append(
            render_to_string("components/class_badge.html", {"gap_class": found.verdict.value})
        )
        return " ".join(parts)

    def _indicator(self, one: AssessedGoal) -> str:
        goal = one.goal
        known = one.observed or one.wider
        value = ""
        if known:
            unit = escape(goal.target_indicator.unit)
            value = f"{floatformat(known.value, '-1')} {unit} ({known.year:d})"
        if one.wider and not one.observed:
            area = {"area": one.wider.municipality.name}
            value = f"{escape(_('known for %(area)s as a whole only') % area)}, {value}"
        target = f"{self.words.at_least} {floatformat(goal.target_value, '-1')}"
        shown = value or self.words.no_figure
        return f"· {self._spoken(goal.target_indicator.name)}: {shown}, {target}"

    def _trend(self, one: AssessedGoal) -> str:
        if not one.trend or one.before is None:
            return ""
        read = day(one.before.read_on)
        if one.trend == "same":
            return f"· {self.words.unchanged} {read}"
        words = self.words.better if one.trend == "better" else self.words.worse
        return f"· {words} ({read})"

    def _under(self, goal: Goal, whole: WholePlan) -> str:
        used = whole.documents.get(goal.pk, [])
        papers = ", ".join(map(self._paper, used)) or self.words.unused
        lines = [
            f'<p class="place__meta">{self.words.strategy} {self._spoken(strategy.title)}</p>'
            for strategy in whole.strategies.get(goal.pk, [])
        ]
        lines.append(f'<p class="place__meta">{self.words.used_in} {papers}</p>')
        activities = whole.activities.get(goal.pk)
        if activities:
            written = self.activities.write(activities, whole.ties.of)
            lines.append(f'<ul class="timeline">{written}</ul>')
        slug = goal.version.plan.group.slug
        if slug not in self.addresses:
            names = ("plan-follow", "plan-comment")
            follow, comment = (escape(reverse(name, args=[slug])) for name in names)
            self.addresses[slug] = (follow, comment)
        follow, comment = self.addresses[slug]
        about = f'<span class="visually-hidden">: {escape(goal.title)}</span>'
        lines.append(
            f'<p class="place__meta"><a href="{follow}?mal={goal.pk}">'
            f'{self.words.follow}{about}</a> · <a href="{comment}?mal={goal.pk}">'
            f"{self.words.comment}{about}</a></p>"
        )
        return "".join(lines)

    def _paper(self, one: SteeringDocument) -> str:
        name = self._spoken(one.name)
        if one.url:
            name = f'<a href="{escape(one.url)}" rel="noopener">{name}</a>'
        return f"{name} ({self._spoken(one.body)}, {day(one.decided_on)})"

    def _spoken(self, text: str) -> str:
        """Write what a village or an authority has written, marked with its language."""
        written = str(escape(text))
        return f"<span{self.lang}>{written}</span>" if self.lang else written
