#!/usr/bin/env python3
"""Django's command line for Concord."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    if sys.argv[1:2] == ["run"]:  # before the settings are read
        from lms.supervisor.environment import prepare  # noqa: PLC0415

        prepare()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
