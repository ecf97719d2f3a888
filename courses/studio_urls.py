"""The addresses of the studio; those under learning and reports are named there."""

from django.urls import path

from courses.addresses import DRAFT, STUDIO
from courses.views import (
    activity,
    checks,
    comments,
    draft,
    draws,
    front,
    history,
    outline_change,
    packages,
    quiz_question,
    retire,
    studio,
    team,
    uploads,
)

ACTIVITY = f"{DRAFT}activities/<slug:activity>/"
QUESTION = f"{ACTIVITY}questions/<slug:question>/"
STATE = f"{DRAFT}history/<int:change>/"
studio_urls = [
    path("studio/", studio.studio, name="studio"),
    path("studio/new/", studio.new_course, name="new_course"),
    path("studio/import/", packages.course_import, name="course_import"),
    path(STUDIO, draft.course, name="course"),
    path(f"{STUDIO}begin/", draft.begin, name="begin_draft"),
    path(f"{STUDIO}people/", team.team, name="team"),
    path(f"{STUDIO}people/leave/", team.leave_team, name="leave_team"),
    path(f"{STUDIO}people/approval/", team.need_approval, name="need_approval"),
    path(f"{STUDIO}retire/", retire.retire, name="retire"),
    path(DRAFT, draft.outline, name="outline"),
    path(f"{DRAFT}discard/", draft.discard, name="discard_draft"),
    path(f"{DRAFT}follow/", draft.follow, name="follow_original"),
    path(f"{DRAFT}approve/", team.approve_draft, name="approve_draft"),
    path(f"{DRAFT}change/", outline_change.change, name="change_outline"),
    path(f"{DRAFT}add-module/", outline_change.add_module, name="add_module"),
    path(f"{DRAFT}modules/<slug:module>/", outline_change.module, name="module"),
    path(f"{DRAFT}add-activity/", outline_change.add_activity, name="add_activity"),
    path(f"{DRAFT}front/", front.front, name="front"),
    path(f"{DRAFT}checks/", checks.checks, name="checks"),
    path(f"{DRAFT}export/", packages.course_export, name="course_export"),
    path(f"{DRAFT}files/", uploads.upload, name="upload"),
    path(f"{DRAFT}history/", history.history, name="history"),
    path(STATE, history.state, name="state"),
    path(f"{STATE}restore/", history.restore, name="restore"),
    path(ACTIVITY, activity.write, name="write"),
    path(f"{ACTIVITY}here/", activity.here, name="here"),
    path(f"{ACTIVITY}move/", outline_change.move, name="move_activity"),
    path(f"{ACTIVITY}comment/", comments.comment, name="comment"),
    path(f"{ACTIVITY}comments/<uuid:uuid>/settle/", comments.settle_comment, name="settle_comment"),
    path(f"{ACTIVITY}draws/", draws.draws, name="draws"),
    path(f"{ACTIVITY}order/", quiz_question.order, name="order_questions"),
    path(f"{ACTIVITY}new/<slug:kind>/", quiz_question.new, name="new_quiz_question"),
    path(QUESTION, quiz_question.write, name="write_question"),
]
