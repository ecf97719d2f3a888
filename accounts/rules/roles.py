"""What a grant allows, and where (DOMAIN 1). Pure: no database, no clock."""

from enum import StrEnum


class Role(StrEnum):
    """What a grant makes of a person, besides the learner that everybody is."""

    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Permission(StrEnum):
    """What somebody may do within the scope of a grant."""

    AUTHOR = "author"  # write and publish courses
    ASSIGN = "assign"  # require courses, waive, extend
    REPORT = "report"  # see how people stand
    ADMINISTER = "administer"  # people, units, grants, the site


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TRAINER: frozenset({Permission.AUTHOR}),
    Role.COORDINATOR: frozenset({Permission.REPORT}),
    Role.ADMIN: frozenset(Permission),
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a grant of the role gives the permission, within its scope."""
    return permission in PERMISSIONS[role]


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that give a permission: what a query asks grants for."""
    return frozenset(role for role in Role if allows(role, permission))


def covers(grant_path: str, unit_path: str) -> bool:
    """Whether a grant at one unit reaches another: that unit itself, or any below it.

    Paths are made of ids of fixed width, so that a beginning is an ancestor. No path, no reach.
    """
    return bool(grant_path) and unit_path.startswith(grant_path)
