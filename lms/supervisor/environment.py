"""What `manage.py run` adds to the environment before the settings are read.

With the settings it is the one place that knows the environment: nothing set stays
unset, and nothing given is changed.
"""

import os
import secrets
from pathlib import Path

from lms.supervisor import broker

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def prepare() -> None:
    """Make the folder and the secret key, and name the embedded broker unless one was given."""
    var = Path(os.environ.setdefault("VAR_DIR", str(BASE_DIR / "var"))).absolute()
    os.environ["VAR_DIR"] = str(var)
    var.mkdir(parents=True, exist_ok=True)
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key(var / "secret_key")
    os.environ.setdefault("DEMO", "1")
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not os.environ.get(name):
            os.environ.pop(name, None)
    os.environ.setdefault("REDIS_URL", broker.url(var))


def secret_key(path: Path) -> str:
    """The key kept in a file that only its owner can read, made the first time."""
    if not path.exists() or not path.read_text().strip():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text().strip()


def for_parts(port: int) -> dict[str, str]:
    """The environment of web, worker and beat: this one, and the address people will use."""
    site = os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}"
    return {**os.environ, "SITE_URL": site, "PYTHONUNBUFFERED": "1"}
