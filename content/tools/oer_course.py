"""Ten sections of open textbooks as a course package, to see that long real text renders well.

Run by hand from the project's root; the package is for looking at, not for committing:

    python -m content.tools.oer_course FOLDER OUT

FOLDER holds `osx` (OpenStax, CNXML) and `carp` (The Carpentries, Markdown), both CC BY 4.0.
"""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from content.tools.carpentries import episode
from content.tools.cnxml import section
from courses.interchange.markdown_writer import to_markdown
from courses.services.richtext import sanitise

Read = Callable[[Path], tuple[str, str, dict[str, Path]]]

OPENSTAX = ["m00105", "m00106", "m00107", "m00109", "m00113", "m00147"]
CARPENTRIES = ["01-welcome", "05-memory", "06-feedback", "08-motivation"]
COURSE = """\
key = "open-textbooks"
language = "en"
title = "Ten sections of open textbooks"
summary = "OpenStax: Population Health for Nurses. The Carpentries: Instructor Training. CC BY 4.0."
hours = "5"

[[module]]
key = "population-health"
title = "Population Health for Nurses"
folder = "01-population-health"

[[module]]
key = "instructor-training"
title = "Instructor Training"
folder = "02-instructor-training"
"""
PAGE = '+++\nkey = "{key}"\nkind = "page"\ntitle = "{title}"\nminutes = {minutes}\n+++\n\n{text}\n'
WORDS_A_MINUTE = 200


def main(source: Path, out: Path) -> None:
    """Write the package, and say of each section how long it is."""
    (out / "figures").mkdir(parents=True)
    (out / "course.toml").write_text(COURSE, encoding="utf-8")
    for number, name in enumerate(OPENSTAX, 1):
        path = source / "osx" / "modules" / name / "index.cnxml"
        write(out, f"01-population-health/{number:02d}-{name}.md", path, section)
    for number, name in enumerate(CARPENTRIES, 1):
        path = source / "carp" / "episodes" / f"{name}.md"
        write(out, f"02-instructor-training/{number:02d}-{name[3:]}.md", path, episode)


def write(out: Path, name: str, path: Path, read: Read) -> None:
    title, html, pictures = read(path)
    for address, picture in pictures.items():
        shutil.copyfile(picture, out / "figures" / address.rpartition("/")[2])
    stored = sanitise(html)
    text = to_markdown(stored, lambda address: f"figures/{address.rpartition('/')[2]}")
    words = len(re.sub(r"<[^>]*>", " ", stored).split())
    page = PAGE.format(
        key=path.parent.name if path.stem == "index" else path.stem,
        title=title.replace('"', "'"),
        minutes=max(1, round(words / WORDS_A_MINUTE)),
        text=text,
    )
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text(page, encoding="utf-8")
    print(f"{name}: {words} words, {len(pictures)} pictures")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (OSError, ElementTree.ParseError) as error:
        sys.exit(f"{error}")
