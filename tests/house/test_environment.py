"""The environment is read in one place, and every variable is written down."""

import re

from tests.house.sources import PACKAGES, ROOT, name, python_files, text

READ = re.compile(r"""(?:env\.\w+|flag|number|hours|weekdays)\(\s*"([A-Z_]+)\"""")
ALLOWED = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")'

OF_THE_DATABASE_IMAGE = ("POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER")  # docker compose


def read_by_the_settings():
    return sorted(set(READ.findall(text("lms/settings.py"))))


def listed_as_example():
    return sorted(re.findall(r"^#? ?([A-Z_]+)=", text(".env.example"), re.MULTILINE))


def described_for_operators():
    return sorted(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/operations.md"), re.MULTILINE))


def test_the_example_lists_what_the_settings_read():
    assert listed_as_example() == sorted([*read_by_the_settings(), *OF_THE_DATABASE_IMAGE])


def test_operations_describes_what_the_example_lists():
    assert described_for_operators() == listed_as_example()


def test_nothing_else_reads_the_environment():
    found = []
    for path in [*python_files(*PACKAGES), ROOT / "manage.py"]:
        exempt = path == ROOT / "lms/settings.py" or "supervisor" in path.parts
        if exempt or "bench" in path.parts:
            continue
        rest = path.read_text().replace(ALLOWED, "")
        if re.search(r"\benviron\b|\bgetenv\b", rest):
            found.append(name(path))
    assert found == []
