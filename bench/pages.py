"""How fast the pages are that everybody opens: home and an activity."""

from collections.abc import Callable

from bench.figures import Figure, beside
from bench.system import CLIENTS, System, serving

ROUNDS = 5
SECONDS = 4.0
CONTROL = "/bench/control/"


def measure(system: System) -> list[Figure]:
    """Requests a second of 8 clients on 2 workers, each round beside the control's."""
    from bench.learners import busy_learners, statements  # noqa: PLC0415  (needs Django set up)

    learners = busy_learners(CLIENTS)
    controls = [(CONTROL, learner.session) for learner in learners]
    pages: list[tuple[str, list[tuple[str, str]]]] = [
        ("home page", [("/", learner.session) for learner in learners]),
        ("activity page", [(learner.activity, learner.session) for learner in learners]),
    ]
    figures = []
    with serving(system):
        for requests in (controls, *(requests for _, requests in pages)):
            system.press(requests, 1.5)  # warm
        for name, requests in pages:
            pairs = [(rate(system, requests), rate(system, controls)) for _ in range(ROUNDS)]
            figures.append(
                beside(
                    name, pairs, unit="requests/s", aim="≥ 0.6 of the control", met=at_least(0.6)
                )
            )
    for name, path in (("home statements", "/"), ("activity statements", learners[0].activity)):
        count = statements(learners[0], path)
        figures.append(Figure(name, count, "statements", None, None, "≤ 6", count <= 6))
    return figures


def rate(system: System, requests: list[tuple[str, str]]) -> float:
    load = system.press(requests, SECONDS)
    if load.failed:
        raise RuntimeError(f"{load.failed} of {load.requests} requests to {requests[0][0]} failed")
    return load.rate


def at_least(share: float) -> Callable[[float], bool]:
    return lambda ratio: ratio >= share
