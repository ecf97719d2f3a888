"""What the Dockerfile does that can be done without an engine."""

import json
import re
import subprocess
import sys

import pytest

from tests.house.sources import text
from tests.running import ROOT, environment

pytestmark = pytest.mark.processes


def test_the_images_static_files_are_named_by_content_and_compressed(tmp_path):
    manifest = tmp_path / "staticfiles.json"
    empty = re.search(r"echo '(\{.*\})' > \"\$STATIC_ROOT/staticfiles.json\"", text("Dockerfile"))
    manifest.write_text(empty[1])

    collected = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=ROOT,
        env=environment(tmp_path, STATIC_ROOT=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert collected.returncode == 0, collected.stderr
    named = json.loads(manifest.read_text())["paths"]["css/app.css"]
    assert re.fullmatch(r"css/app\.[0-9a-f]{12}\.css", named)
    assert (tmp_path / f"{named}.br").exists()
    imported = re.findall(r'@import url\("([^"]+)"\)', (tmp_path / named).read_text())
    assert imported
    assert [each for each in imported if not (tmp_path / "css" / each).exists()] == []
