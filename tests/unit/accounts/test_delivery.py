"""What a mail server's answer means."""

from datetime import timedelta

import pytest

from accounts.rules.delivery import answer, marks_the_address, wait_after


@pytest.mark.parametrize(
    ("digits", "said", "code", "final", "marks"),
    [
        (550, b"5.1.1 There is nobody of that name", "5.1.1", True, True),
        (550, b"No such user", "550", True, True),
        (552, b"5.2.2 Mailbox full", "5.2.2", True, True),
        (550, b"5.4.1 Access denied: no such recipient", "5.4.1", True, True),
        (550, b"5.7.1 Relaying denied", "5.7.1", True, False),
        (554, b"5.6.0 We do not like what it says", "5.6.0", True, False),
        (553, b"5.1.8 Your domain does not exist", "5.1.8", True, False),
        (450, b"4.2.0 Greylisted", "4.2.0", False, False),
        (451, b"Busy", "451", False, False),
    ],
)
def test_what_an_answer_means(digits, said, code, final, marks):
    told = answer(digits, said)

    assert (told.code, told.is_final) == (code, final)
    assert marks_the_address(told.code) == marks


def test_words_of_several_lines_are_one():
    assert str(answer(550, b"5.1.1 Nobody\r\n5.1.1 of that\xff name")).startswith("550 5.1.1 Nob")
    assert "\n" not in answer(550, b"a\r\nb").said


def test_each_wait_is_four_times_the_one_before():
    minutes = [wait_after(tries, timedelta(minutes=5)) for tries in range(1, 5)]

    assert minutes == [timedelta(minutes=each) for each in (5, 20, 80, 320)]
