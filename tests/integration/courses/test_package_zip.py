"""A course package as a zip: what is taken, what is refused and in which words, and the way out."""

import random
import stat
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest

from courses.interchange.package import read_package
from courses.interchange.package_zip import ZipRefused, unpacked, zipped
from courses.interchange.zip_names import BadName, name_of
from courses.models import Asset, Edition
from courses.services.drafts import new_draft
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package, bytes_of
from tests.integration.courses.payloads import PAYLOADS

DAMAGED = "This is not a zip, or it is damaged."


def a_zip(*members, method=zipfile.ZIP_DEFLATED):
    """A zip of names with their contents; a ZipInfo may stand for a name."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data, None if isinstance(name, zipfile.ZipInfo) else method)
    return held


def of_folder(folder, *more, top="", **options):
    return a_zip(*((f"{top}{name}", data) for name, data in bytes_of(folder).items()), *more)


def put(held, folder):
    folder.mkdir()
    unpacked(held, folder)
    return bytes_of(folder)


def refusal(held, tmp_path):
    """What it says, and that it wrote nothing beside the folder."""
    before = set(bytes_of(tmp_path))
    with pytest.raises(ZipRefused) as refused:
        put(held, tmp_path / "out")
    assert {name for name in bytes_of(tmp_path) if not name.startswith("out/")} == before
    return str(refused.value)


@pytest.mark.parametrize("top", ["", "repair/", "a folder of mine/"])
def test_a_package_comes_out_as_it_was_whatever_folder_holds_it(tmp_path, top):
    folder = a_package(tmp_path / "in", spanish=True)

    assert put(of_folder(folder, top=top), tmp_path / "out") == bytes_of(folder)


def test_what_archivers_and_file_managers_leave_behind_is_left_out(tmp_path):
    folder = a_package(tmp_path / "in")
    rubbish = [
        ("__MACOSX/repair/._course.toml", b"x"),
        ("repair/.DS_Store", b"x"),
        ("repair/figures/Thumbs.db", b"x"),
        ("repair/desktop.ini", b"x"),
        ("repair/README.md", b"Read me."),
        ("LICENSE", b"Free."),
    ]

    assert put(of_folder(folder, *rubbish, top="repair/"), tmp_path / "out") == bytes_of(folder)


def test_letters_and_their_accents_are_put_together(tmp_path):
    held = a_zip(("cafe\u0301.md", b"x"), ("course.toml", b"y"))

    assert put(held, tmp_path / "out") == {"caf\xe9.md": b"x", "course.toml": b"y"}


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 and no more", b"PK\x05\x06"])
def test_what_is_no_zip_says_so(tmp_path, data):
    assert refusal(BytesIO(data), tmp_path) == DAMAGED


def test_a_zip_that_was_cut_off_says_so(tmp_path):
    whole = of_folder(a_package(tmp_path / "in")).getvalue()

    assert refusal(BytesIO(whole[: len(whole) // 2]), tmp_path) == DAMAGED


def test_a_zip_whose_content_changed_on_the_way_says_so(tmp_path):
    whole = bytearray(a_zip(("course.toml", b"key = 1"), method=zipfile.ZIP_STORED).getvalue())
    whole[whole.index(b"key = 1")] ^= 1

    assert refusal(BytesIO(whole), tmp_path) == DAMAGED


def test_whatever_bytes_are_changed_it_is_taken_or_refused(tmp_path):
    whole = of_folder(a_package(tmp_path / "in")).getvalue()
    chance = random.Random(7)
    for nth in range(400):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(-900, 0)] = chance.randrange(256)
        folder = tmp_path / f"out-{nth}"
        folder.mkdir()
        with suppress(ZipRefused):
            unpacked(BytesIO(changed), folder)


def test_an_encrypted_zip_is_refused(tmp_path):
    whole = bytearray(a_zip(("course.toml", b"x")).getvalue())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1

    said = refusal(BytesIO(whole), tmp_path)

    assert said == "The zip is encrypted: pack it again without a password."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../course.toml", "“../course.toml” is outside the course's folder."),
        ("a/../../course.toml", "“a/../../course.toml” is outside the course's folder."),
        ("/etc/course.toml", "“/etc/course.toml” is outside the course's folder."),
        ("a//b.md", "“a//b.md” is outside the course's folder."),
        ("./course.toml", "“./course.toml” is outside the course's folder."),
        ("a/.. /b.md", "“a/.. /b.md” is outside the course's folder."),
        ("../", "“../” is outside the course's folder."),
        (
            "..\\course.toml",
            "“..\\course.toml” has signs in its name that it cannot have: \\ or : or ones unseen.",
        ),
        (
            "C:/course.toml",
            "“C:/course.toml” has signs in its name that it cannot have: \\ or : or ones unseen.",
        ),
        (
            "a\nb.md",
            "“a\\nb.md” has signs in its name that it cannot have: \\ or : or ones unseen.",
        ),
        ("a" * 300 + ".md", f"“{'a' * 40}…” is too long a name."),
        ("a/" * 300 + "b.md", f"“{'a/' * 20}…” is too long a name."),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name, said):
    assert refusal(a_zip(("course.toml", b"x"), (name, b"y")), tmp_path) == said


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
@pytest.mark.parametrize("system", [0, 3])
def test_links_and_devices_are_refused(tmp_path, kind, system):
    link = zipfile.ZipInfo("figures/x.png")
    link.create_system = system
    link.external_attr = (kind | 0o777) << 16

    said = refusal(a_zip((link, b"/etc/passwd")), tmp_path)

    assert said == "“figures/x.png” is a link or a device: put the file itself there."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/B.md", "a/b.md"),
        ("caf\xe9.md", "cafe\u0301.md"),
        ("A.md/b.md", "a.md"),
        ("stra\xdfe.md", "STRASSE.md"),
    ],
)
def test_two_files_of_one_name_are_refused(tmp_path, one, other):
    said = refusal(a_zip((one, b"x"), (other, b"y")), tmp_path)

    assert said.startswith("The zip holds “")
    assert said.endswith("” twice.")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path):
    said = refusal(a_zip(("course.toml", b"x"), ("course.toml", b"y")), tmp_path)

    assert said == "The zip holds “course.toml” twice."


def test_too_many_files_are_refused(tmp_path):
    held = a_zip(*((f"{nth}.md", b"") for nth in range(2_001)))

    assert refusal(held, tmp_path) == "The zip holds more than 2,000 files."


def test_a_list_of_members_that_would_fill_the_memory_is_not_read(tmp_path):
    held = a_zip(*((f"{nth}.md", b"") for nth in range(70_000)), method=zipfile.ZIP_STORED)

    assert refusal(held, tmp_path) == "The zip holds more than 2,000 files."


def test_what_grows_out_of_all_proportion_is_refused(tmp_path):
    held = a_zip(("a.md", bytes(40 * 1024 * 1024)))

    said = refusal(held, tmp_path)

    assert said == "The zip grows out of all proportion when it is unpacked."


def test_what_is_too_large_unpacked_is_refused_as_it_comes_out(tmp_path, monkeypatch):
    monkeypatch.setattr("courses.interchange.package_zip.LARGEST", 100_000)
    held = a_zip(("a.md", random.Random(1).randbytes(90_000)), ("b.md", b"x" * 20_000))

    said = refusal(held, tmp_path)

    assert said == "The zip holds more than 0 MB when it is unpacked."


def test_a_header_that_lies_about_its_size_does_not_help(tmp_path):
    whole = bytearray(a_zip(("a.md", bytes(40 * 1024 * 1024))).getvalue())
    for at in (whole.index(b"PK\x03\x04") + 22, whole.index(b"PK\x01\x02") + 24):
        whole[at : at + 4] = (10).to_bytes(4, "little")

    assert refusal(BytesIO(whole), tmp_path) == DAMAGED


def test_files_that_a_course_cannot_hold_are_named(tmp_path):
    names = ["run.exe", "inner.zip", "page.html", "macro.docm", "a.sh", "b.sh", ".env"]
    held = a_zip(("course.toml", b"x"), *((name, b"y") for name in names))

    said = refusal(held, tmp_path)

    assert said == (
        "A course cannot hold files of this kind: “run.exe”, “inner.zip”, “page.html”, "
        "“macro.docm”, “a.sh” and 2 more."
    )


def test_another_way_of_packing_is_refused(tmp_path):
    held = a_zip(("a.md", b"x" * 99), method=zipfile.ZIP_LZMA)

    assert refusal(held, tmp_path) == (
        "“a.md” is packed in a way that is not read here: pack it as a plain zip."
    )


MEANT = {
    "test_7zip_927.zip": "Prüfung.txt test.test testíček.txt Žluťoučký/ Žluťoučký/Koníček.txt "
    "测试.txt 試験.txt",
    "test_osx_1074.zip": "Prüfung.txt test.test testíček.txt Žluťoučký/ Žluťoučký/Koníček.txt "
    "测试.txt 試験.txt",
    "test_win8_de.zip": "Prüfung.txt test.test",
    "test_winrar_421.zip": "测试.txt 試験.txt Žluťoučký/ Žluťoučký/Koníček.txt Prüfung.txt "
    "test.test testíček.txt",
}


@pytest.mark.parametrize("archive", MEANT)
def test_names_are_read_as_archivers_meant_them(archive):
    path = PAYLOADS / "zip-encodings" / archive
    if not path.is_file():
        pytest.skip("../shared/data/payloads/zip-encodings is not here")

    with zipfile.ZipFile(path) as held:
        names = [name_of(member) for member in held.infolist()]

    assert names == MEANT[archive].split(" ")


def named(raw, system):
    member = zipfile.ZipInfo(raw.decode("cp437"))
    member.orig_filename = raw.decode("cp437")
    member.create_system = system
    return member


@pytest.mark.parametrize(
    ("name", "page", "system"),
    [
        ("Prüfung.md", "cp437", 0),
        ("Ärzte.md", "cp437", 0),
        ("Prüfung.md", "cp1252", 0),
        ("Prüfung.md", "utf-8", 3),
        ("Prüfung.md", "cp1252", 3),
        ("Ábaco.md", "cp850", 0),
    ],
)
def test_a_code_page_is_told_where_only_one_makes_sense(name, page, system):
    assert name_of(named(name.encode(page), system)) == name


def test_a_name_that_could_be_two_is_refused():
    with pytest.raises(BadName) as refused:
        name_of(named("café.md".encode("cp1252"), 0))

    assert str(refused.value) == (
        "The zip does not say which letters “caf?.md” is written in: pack it again."
    )


def bring_in(held, folder, unit=None):
    folder.mkdir()
    unpacked(held, folder)
    return import_package(read_package(folder), unit=unit or a_unit(), now=NOW, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("published", [True, False])
def test_out_and_in_again_changes_nothing(tmp_path, published):
    folder = a_package(tmp_path / "in", spanish=True, kinds=True)
    course = bring_in(of_folder(folder), tmp_path / "one").course
    if published:
        publish_drafts(course, effect="minor", now=NOW, by=None)
    before = list(Edition.objects.order_by("pk").values()), Asset.objects.count()

    with zipped(course, draft=not published) as held:
        again = bring_in(held, tmp_path / "two")

    assert (again.created, again.changed) == (False, False)
    assert (list(Edition.objects.order_by("pk").values()), Asset.objects.count()) == before


@pytest.mark.django_db
def test_the_same_edition_gives_the_same_bytes(tmp_path):
    course = bring_in(of_folder(a_package(tmp_path / "in", kinds=True)), tmp_path / "one").course
    publish_drafts(course, effect="minor", now=NOW, by=None)
    new_draft(course, "en", now=NOW, by=None)

    bytes_out = []
    for asked in ({}, {"number": 1}, {"draft": True}):
        with zipped(course, **asked) as held:
            bytes_out.append(held.read())

    assert bytes_out[0] == bytes_out[1] == bytes_out[2]
    with zipfile.ZipFile(BytesIO(bytes_out[0])) as archive:
        names = archive.namelist()
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == sorted(names)
    assert all(name.startswith("repair/") for name in names)
