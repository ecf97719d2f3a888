"""How big things may get before they are split. The aims are a third of it."""

import ast

from tests.house.sources import PACKAGES, files, functions, lines, name, python_files

SIMPLY_HAS_THESE_PARTS = {"accounts/services/audit.py:record"}


def too_long(paths, most):
    return {name(path): lines(path) for path in paths if lines(path) > most}


def length(node):
    return node.end_lineno - node.lineno + 1


def is_view(path, node):
    first = node.args.args[:1]
    if not (first and first[0].arg == "request" and not node.name.startswith("_")):
        return False
    return "views" in path.parts or path.stem in {"views", "demo"}


def test_modules_stay_under_400_lines():
    assert too_long(python_files(*PACKAGES, "tests"), 400) == {}


def test_templates_stay_under_150_lines():
    assert too_long(files("templates", "*.*"), 150) == {}


def test_style_sheets_stay_under_250_lines_and_scripts_under_150():
    assert too_long(files("static", "*.css"), 250) == {}
    assert too_long(files("static", "*.js"), 150) == {}


def test_functions_stay_under_35_lines():
    found = {
        f"{name(path)}:{node.name}": length(node)
        for path in python_files(*PACKAGES)
        for node in functions(path)
        if length(node) > 35
    }
    assert found == {}


def test_views_stay_under_25_lines():
    found = {
        f"{name(path)}:{node.name}": length(node)
        for path in python_files(*PACKAGES)
        for node in functions(path)
        if is_view(path, node) and length(node) > 25
    }
    assert found == {}


def test_services_take_at_most_six_arguments_beside_the_moment_and_the_person():
    found = {}
    for path in python_files(*PACKAGES):
        if "services" not in path.parts:
            continue
        for node in functions(path):
            taken = [arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)]
            counted = [arg for arg in taken if arg not in {"self", "now", "by"}]
            if len(counted) > 6 and f"{name(path)}:{node.name}" not in SIMPLY_HAS_THESE_PARTS:
                found[f"{name(path)}:{node.name}"] = counted
    assert found == {}


def test_a_module_holds_at_most_eight_models():
    found = {}
    for path in python_files(*PACKAGES):
        if "models" not in path.parts:
            continue
        tree = ast.parse(path.read_text())
        models = [
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            and any(ast.unparse(base).endswith("Model") for base in node.bases)
        ]
        if len(models) > 8:
            found[name(path)] = models
    assert found == {}
