"""What assignments repeat of facts is changed in one place, so that how they stood stays known."""

import ast

from learning.models import CACHES
from tests.house.sources import name, python_files

KEEPER = "learning/services/caches.py"
WHERE = ("learning", "reports", "credentials", "tasks", "lms")


def changed_beside(path) -> list[str]:
    """Calls of `update` and `save` that name a cache of assignments."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in ("update", "save", "bulk_update", "aupdate", "asave"):
            continue
        words = {word.value for word in ast.walk(node) if isinstance(word, ast.Constant)}
        words |= {each.arg for each in node.keywords}
        if words & set(CACHES):
            found.append(f"{name(path)}:{node.lineno}")
    return found


def test_caches_of_assignments_are_changed_by_their_keeper_alone():
    found = [each for path in python_files(*WHERE) for each in changed_beside(path)]

    assert found == [], f"Change caches of assignments by `keep` of {KEEPER}."
