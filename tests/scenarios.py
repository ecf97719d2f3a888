"""A branching case for tests: two ways on from the start, one of them round in a circle."""

from courses.rules.scenario import Choice, Scenario, Situation, to_settings

SCENARIO = Scenario(
    (
        Situation(
            "start",
            "A morning handoff",
            "<p>The intern is late again.</p>",
            (
                Choice("a", "Say it before everybody", "<p>She goes red.</p>", "silence"),
                Choice("b", "Ask her <em>in private</em>", "", "talk"),
            ),
        ),
        Situation(
            "silence",
            "Nobody speaks",
            "<p>The round goes on without a word.</p>",
            (
                Choice("a", "Begin again", "<p>You take a breath.</p>", "start"),
                Choice("b", "Go on", "<p>It stays unsaid.</p>", "apart"),
            ),
        ),
        Situation("talk", "In the corridor", "<p>She tells you about the night.</p>"),
        Situation("apart", "A week later", "<p>She has asked for another ward.</p>"),
    )
)
SETTINGS = to_settings(SCENARIO)


def settings_of(*situations: Situation) -> dict[str, object]:
    return to_settings(Scenario(situations))
