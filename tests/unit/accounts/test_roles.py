from accounts.rules.roles import Permission, Role, allows, covers, roles_with


def test_a_trainer_writes_courses_and_sees_no_report():
    assert allows(Role.TRAINER, Permission.AUTHOR) is True
    assert allows(Role.TRAINER, Permission.REPORT) is False


def test_a_coordinator_sees_how_people_stand_and_writes_nothing():
    assert roles_with(Permission.REPORT) == {Role.COORDINATOR, Role.ADMIN}
    assert allows(Role.COORDINATOR, Permission.AUTHOR) is False


def test_an_admin_may_do_everything_and_alone_requires_courses_and_administers():
    assert all(allows(Role.ADMIN, permission) for permission in Permission)
    assert roles_with(Permission.ASSIGN) == {Role.ADMIN}
    assert roles_with(Permission.ADMINISTER) == {Role.ADMIN}


def test_a_grant_reaches_its_unit_and_all_below_but_nothing_beside_or_above():
    assert covers("000001000002", "000001000002") is True
    assert covers("000001000002", "000001000002000009") is True
    assert covers("000001000002", "000001000003") is False
    assert covers("000001000002", "000001") is False


def test_a_unit_without_a_path_reaches_nothing():
    assert covers("", "000001") is False
