"""The studio's addresses: of a draft in the trainer's department."""

from tests.house.access_rows import FOR_TRAINERS, FOR_TRAINERS_LEADS_ON, Row
from tests.house.world import World


def draft_course(world: World) -> dict[str, object]:
    return {"key": world.draft.course.key}


def draft(world: World) -> dict[str, object]:
    return {**draft_course(world), "language": "en"}


def module(world: World) -> dict[str, object]:
    return {**draft(world), "module": "m1"}


def first_page(world: World) -> dict[str, object]:
    return {**draft(world), "activity": "page-1"}


def draft_quiz(world: World) -> dict[str, object]:
    return {**draft(world), "activity": "quiz-2"}


def draft_question(world: World) -> dict[str, object]:
    return {**draft_quiz(world), "question": "q1"}


def state(world: World) -> dict[str, object]:
    return {**draft(world), "change": world.state.pk}


def comment(world: World) -> dict[str, object]:
    return {**first_page(world), "uuid": world.comment.uuid}


def look(world: World) -> dict[str, object]:
    return {**draft(world), "learner": "plain"}


def look_at_page(world: World) -> dict[str, object]:
    return {**look(world), "activity": "page-1"}


def look_at_quiz(world: World) -> dict[str, object]:
    return {**look(world), "activity": "quiz-2"}


def look_at_attempt(world: World) -> dict[str, object]:
    return {**look_at_quiz(world), "seed": "0123456789abcdef"}


STUDIO: dict[str, Row] = {
    "courses:studio": Row(FOR_TRAINERS),
    "courses:new_course": Row(FOR_TRAINERS),
    "courses:course": Row(FOR_TRAINERS_LEADS_ON, draft_course),
    "courses:begin_draft": Row(FOR_TRAINERS_LEADS_ON, draft_course, post={"language": "en"}),
    "courses:team": Row(FOR_TRAINERS, draft_course),
    "courses:leave_team": Row(FOR_TRAINERS_LEADS_ON, draft_course, post={}),
    "courses:need_approval": Row(FOR_TRAINERS_LEADS_ON, draft_course, post={}),
    "courses:retire": Row(FOR_TRAINERS, draft_course),
    "courses:outline": Row(FOR_TRAINERS, draft),
    "courses:discard_draft": Row(FOR_TRAINERS, draft),
    "courses:follow_original": Row(FOR_TRAINERS_LEADS_ON, draft, post={}),
    "courses:approve_draft": Row(FOR_TRAINERS_LEADS_ON, draft, post={}),
    "courses:change_outline": Row(FOR_TRAINERS_LEADS_ON, draft, post={}),
    "courses:add_module": Row(FOR_TRAINERS_LEADS_ON, draft, post={}),
    "courses:module": Row(FOR_TRAINERS, module),
    "courses:add_activity": Row(FOR_TRAINERS_LEADS_ON, draft, post={}),
    "courses:front": Row(FOR_TRAINERS, draft),
    "courses:checks": Row(FOR_TRAINERS, draft),
    "courses:history": Row(FOR_TRAINERS, draft),
    "courses:state": Row(FOR_TRAINERS, state),
    "courses:restore": Row(FOR_TRAINERS_LEADS_ON, state, post={}),
    "courses:write": Row(FOR_TRAINERS, first_page),
    "courses:here": Row(FOR_TRAINERS, first_page, post={}),
    "courses:move_activity": Row(FOR_TRAINERS, first_page),
    "courses:comment": Row(FOR_TRAINERS_LEADS_ON, first_page, post={}),
    "courses:settle_comment": Row(FOR_TRAINERS_LEADS_ON, comment, post={}),
    "courses:draws": Row(FOR_TRAINERS, draft_quiz),
    "courses:order_questions": Row(FOR_TRAINERS_LEADS_ON, draft_quiz, post={}),
    "courses:new_quiz_question": Row(
        FOR_TRAINERS, lambda world: {**draft_quiz(world), "kind": "essay"}
    ),
    "courses:write_question": Row(FOR_TRAINERS, draft_question),
    "learning:publish": Row(FOR_TRAINERS, draft_course),
    "learning:publish_outcome": Row(FOR_TRAINERS, draft_course, query={"effect": "minor"}),
    "learning:preview": Row(FOR_TRAINERS_LEADS_ON, first_page),
    "learning:preview_start": Row(FOR_TRAINERS_LEADS_ON, look),
    "learning:preview_end": Row(FOR_TRAINERS, look),
    "learning:preview_activity": Row(FOR_TRAINERS, look_at_page),
    "learning:preview_act": Row(
        FOR_TRAINERS_LEADS_ON, lambda world: {**look_at_page(world), "deed": "leave"}, post={}
    ),
    "learning:preview_start_quiz": Row(FOR_TRAINERS_LEADS_ON, look_at_quiz, post={}),
    "learning:preview_attempt": Row(FOR_TRAINERS, look_at_attempt),
    "learning:preview_attempt_act": Row(
        FOR_TRAINERS, lambda world: {**look_at_attempt(world), "deed": "review"}
    ),
}
