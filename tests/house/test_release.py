"""What a stranger who clones this finds: it installs, it is licensed, and it stands alone."""

import re
import subprocess
import tomllib

import pytest

from tests.house.sources import ROOT, text

TARGETS = ("run", "test", "check", "browser", "bench", "fmt", "lock", "words", "shell", "run-task")


def tracked():
    """Every file that is, or is about to be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_version_is_the_changelogs_newest():
    version = re.search(r'^version = "(.*)"', text("pyproject.toml"), re.MULTILINE)[1]

    assert re.findall(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)[0] == version


@pytest.mark.parametrize("name", ["local", "test", "production"])
def test_requirements_are_exact_and_hashed(name):
    entries = re.sub(r"\\\n\s*", " ", text(f"requirements/{name}.txt")).splitlines()

    loose = [
        entry
        for entry in entries
        if entry.strip() and not re.match(r"^[\w.\[\]-]+==\S+ .*--hash=sha256:", entry)
    ]
    assert loose == []


def test_nobody_is_named_as_the_source_of_packages_but_the_index_itself():
    hosts = set(re.findall(r"https?://([\w.-]+)", text("uv.lock")))

    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_the_licences_are_there():
    assert "Apache License" in text("LICENSE")
    assert "Creative Commons Attribution 4.0" in text("content/LICENSE")


def test_nothing_names_a_folder_of_the_machine_it_was_written_on():
    """But for the data beside the checkout, which tests may name and do without."""
    somewhere = re.compile(
        r"(?<![\w./-])/(?:work|root|home/(?!concord\b)\w+)/|\.\./shared/(?!data)"
    )
    found = []
    for path in tracked():
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        if path.name != "test_release.py":
            found += [
                f"{path.relative_to(ROOT)}: {line}" for line in lines if somewhere.search(line)
            ]
    assert found == []


def test_the_readme_fits_a_screen_and_names_the_two_commands():
    readme = text("README.md")

    assert len(readme.splitlines()) <= 45
    assert "    make run\n" in readme
    assert "    make test\n" in readme


def test_plain_make_lists_the_commands():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert tuple(re.findall(r"^make ([\w-]+)", listed.stdout, re.MULTILINE)) == TARGETS


def test_links_between_the_pages_of_the_documentation_lead_somewhere():
    broken = []
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]:
        text = re.sub(r"`[^`]*`", "", page.read_text())  # what shows how to write a link is none
        for target in re.findall(r"\]\(([^)#:]+)[)#]", text):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_no_package_asks_for_an_extra_of_another():
    """Older pips look past the pinned version then, and refuse the newest, which has no hash."""
    packages = tomllib.loads(text("uv.lock"))["package"]
    ours = {"concord"}

    asked = [
        f"{package['name']} → {wanted['name']}{wanted['extra']}"
        for package in packages
        if package["name"] not in ours
        for wanted in package.get("dependencies", [])
        if "extra" in wanted
    ]
    assert asked == []
