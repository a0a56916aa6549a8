"""E-mail messages: what the sender wrote, and who wrote it when."""

from __future__ import annotations

import base64
import time
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.sources.mail.mail_message import read_mail
from rag.sources.stated_fields import StatedFields

MANY = 1_000_000
RELEASE = (
    "أعلنت وزارة النقل اليوم الأربعاء بدء العمل في مشروع توسيع الميناء القديم\n"
    "الذي يتوقع أن يستغرق ثلاث سنوات وأن يكلف نحو مئتي مليون دولار أميركي\n"
    "بحسب بيان صدر عن الوزارة.\n\n"
    "وقال الوزير إن المشروع سيوفر خمسة آلاف فرصة عمل لأبناء المدينة.\n"
)
JOINED = [RELEASE.split("\n\n")[0].replace("\n", " "), RELEASE.split("\n\n")[1].strip()]


def read(data: bytes | EmailMessage) -> StatedFields:
    whole = data if isinstance(data, bytes) else data.as_bytes()
    return read_mail(whole, source="a.eml", max_bytes=MANY)


def refusal(data: bytes, *, max_bytes: int = MANY) -> str:
    with pytest.raises(SourceError) as caught:
        read_mail(data, source="a.eml", max_bytes=max_bytes)
    return caught.value.reason


def mail(
    body: str,
    *,
    subject: str = "بيان صحفي",
    sender: str = "وزارة النقل <press@transport.example>",
    day: str = "Wed, 06 Mar 2024 01:30:00 +0300",
    kind: str = "plain",
    charset: str = "utf-8",
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = sender, subject, day
    message.set_content(body, subtype=kind, charset=charset)
    return message


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6"])
def test_a_message_is_read_in_every_charset_and_encoding(charset: str, transfer: str) -> None:
    message = mail("")
    message.set_content(RELEASE, charset=charset, cte=transfer)
    reading = read(message)
    assert reading.text.split("\n") == JOINED
    assert reading.encoding == charset
    stated = reading.stated
    assert (stated.title, stated.outlet) == ("بيان صحفي", "وزارة النقل")
    assert stated.published_at == date(2024, 3, 6)  # in its own time zone; 5 March in UTC


def test_a_charset_that_is_wrong_or_unknown_is_found_by_the_letters() -> None:
    for label in (b"us-ascii", b"x-unknown", b"iso-8859-1"):
        head = b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=" + label
        data = head + b"\nContent-Transfer-Encoding: 8bit\n\n" + RELEASE.encode("cp1256")
        assert read(data).text.split("\n") == JOINED


def test_words_in_the_head_are_decoded_however_they_were_written() -> None:
    def word(text: str) -> str:
        return f"=?windows-1256?B?{base64.b64encode(text.encode('cp1256')).decode()}?="

    encoded = (
        f"From: {word('وزارة')} {word(' الصحة')} <a@b.example>\n"
        f"Subject: {word('رد: بيان')}\n\t{word(' جديد')}\n\ntext"
    )
    stated = read(encoded.encode()).stated
    assert (stated.title, stated.outlet) == ("بيان جديد", "وزارة الصحة")
    for charset in ("utf-8", "cp1256"):
        raw = "From: وزارة الصحة <a@b.example>\nSubject: بيان جديد عن المستشفى\n\ntext"
        stated = read(raw.encode(charset)).stated
        assert (stated.title, stated.outlet) == ("بيان جديد عن المستشفى", "وزارة الصحة")
    assert read(b"From: a@b.example\nSubject: =?utf-8?B?!!!?= x\n\ntext").stated.title


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ('"Doe, Jane" <jane@a.example>', "Doe, Jane"),
        ("press@mail.health.example", "health.example"),
        ("'press@health.example' <press@health.example>", "health.example"),
        ("المكتب الإعلامي <x@y.example>", "المكتب الإعلامي"),
    ],
)
def test_the_outlet_is_the_senders_name_or_domain(sender: str, outlet: str) -> None:
    assert read(mail("text", sender=sender)).stated.outlet == outlet


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: Fwd: RE[2]: A pier", "A pier"),
        ("FW: رد: إعادة توجيه: رصيف أطول", "رصيف أطول"),
        ("[EXTERNAL] Re: A pier", "A pier"),
        ("Report: a pier", "Report: a pier"),
        ("Re:", None),
    ],
)
def test_the_title_is_the_subject_without_what_programs_put_before_it(
    subject: str, title: str | None
) -> None:
    assert read(mail("text", subject=subject)).stated.title == title


@pytest.mark.parametrize("day", ["tomorrow", "Mon, 32 Mar 2024 10:00:00 +0000", "1 Jan 1900 00:00"])
def test_a_date_that_is_none_is_left_out_with_a_note(day: str) -> None:
    data = b"From: a@b.example\nDate: " + day.encode() + b"\n\ntext"
    stated = read(data).stated
    assert stated.published_at is None
    assert "was left out" in stated.notes[0]


def test_plain_text_is_preferred_unless_it_only_hints_at_the_page() -> None:
    page = f"<p>{JOINED[0]}</p><table><tr><td>1</td><td>2</td></tr></table><p>{JOINED[1]}</p>"
    for plain, first in (
        (RELEASE, JOINED[0]),
        ("Please use an HTML viewer to see this message.", JOINED[0]),
        (" \n", JOINED[0]),
    ):
        message = mail(plain)
        message.add_alternative(page, subtype="html")
        lines = read(message).text.split("\n")
        assert lines[0] == first
        assert ("1 | 2" in lines) == (plain is not RELEASE)


def test_a_page_is_read_without_its_hidden_lines_and_quotations() -> None:
    page = (
        "<head><style>p {}</style></head><div style='display:none'>preheader</div>"
        "<p>The port opened.</p><div class=gmail_quote>On Mon, 4 Mar 2024 at 10:00, A "
        "&lt;a@b.c&gt; wrote:<br><blockquote type=cite>old"
        "<blockquote type=cite>older</blockquote></blockquote></div>"
    )
    assert read(mail(page, kind="html")).text == "The port opened."
    all_quoted = "<blockquote type=cite><p>The port opened.</p></blockquote>"
    assert read(mail(all_quoted, kind="html")).text == "The port opened."


HEADS = {
    "gmail": "---------- Forwarded message ---------\nمن: Port Office <p@port.example>\n"
    "Date: الثلاثاء، 5 مارس 2024 في 10:15 ص\nSubject: x\nTo: <desk@a.example>\n\n",
    "outlook": "-----Original Message-----\nFrom: Port Office [mailto:p@port.example]\n"
    "Sent: Tuesday, March 5, 2024 10:15 AM\nTo: desk\nSubject: x\n\n",
    "outlook in arabic": "________________________________\nمن: Port Office\n"
    "تم الإرسال: 05 مارس, 2024 10:15 ص\nإلى: المكتب\nالموضوع: x\n\n",
    "direction marks lost in iso-8859-6": "________________________________\nمن: Port Office\n"
    "??تم الإرسال: الثلاثاء، 5 مارس 2024 10:15 ص\n?إلى: المكتب\nالموضوع: x\n\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_is_passed_on_is_the_text_and_its_head_counts(head: str) -> None:
    reading = read(mail(f"FYI\n\n-- \nJane\n\n{head}{RELEASE}", subject="FW: بيان"))
    assert reading.text.split("\n") == JOINED
    assert reading.stated.outlet == "Port Office"
    assert reading.stated.published_at == date(2024, 3, 5)


def test_what_is_passed_on_as_a_quotation_is_the_text() -> None:
    quoted = "\n".join(
        f"> {line}".rstrip()
        for line in ("From: Port <p@port.example>", "Date: 5 March 2024 at 10:00:00 GMT+3",
                     "Subject: x", "", *RELEASE.split("\n"))
    )  # fmt: skip
    body = f"Begin forwarded message:\n\n{quoted}\n\nSent from my iPhone\n"
    reading = read(mail(body, subject="Fwd: x"))
    assert reading.text.split("\n") == JOINED
    assert reading.stated.published_at == date(2024, 3, 5)


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 4 Mar 2024 at 10:00, Ahmad\n<ahmad@b.example> wrote:\n> old\n> older\n",
        "في الإثنين، 4 مارس 2024 في 10:00 كتب أحمد <a@b.example>:\n\n> نص قديم\n",
        "> old text\n",
        HEADS["outlook in arabic"] + "نص قديم\n",
        HEADS["outlook"] + "old\n",
        "-- \nJane Doe\nPort Office\n",
        "--\nJane Doe\n",
        "Best regards,\nJane Doe\nPort Office\n\nTel. 12\n",
        "مع أطيب التحيات،\nأحمد علي\n",
        "مع خالص التحية والتقدير\nقسم الأخبار\n",
        "ولكم منا جزيل الشكر والاحترام،،\nأحمد علي\n",
        "Sent from my iPhone\n",
        "This e-mail contains confidential information intended only for the addressee, Jane.\n",
        "هذه الرسالة تحتوي معلومات سرية، وإذا لم تكن المستلم المقصود فاحذفها.\n",
        "Unsubscribe | Manage your preferences\n",
    ],
)
def test_what_was_answered_and_signed_is_left_out(history: str) -> None:
    reading = read(mail(f"{RELEASE}\n{history}", subject="Re: بيان"))
    assert reading.text.split("\n") == JOINED
    assert reading.stated.outlet == "وزارة النقل"


def test_an_articles_own_quotations_are_kept() -> None:
    body = (
        "The port opened.\n\nIn 2019 Jane wrote:\n\nA port is a door.\n\n"
        "On Monday the minister wrote:\n\nWe begin.\n\nFrom: here to there\n\nEnd of it.\n"
    )
    assert len(read(mail(body)).text.split("\n")) == 7
    arabic = ["في مقاله الأسبوعي كتب رئيس التحرير:", "الميناء باب المدينة."]
    assert read(mail("\n\n".join(arabic))).text.split("\n") == arabic


def test_soft_line_breaks_are_undone() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("A soft \nbreak \nends.\n\n> quoted \n> text\n-- \nsig\n")
    message.set_param("format", "flowed")
    assert read(message).text == "A soft break ends."


def test_lists_and_tables_in_plain_text_keep_their_lines() -> None:
    long = "The port of the old town opened on Monday after works of three years and"
    body = f"{long}\nsix months.\n- one {'x' * 60}\n- two\n1. three\nPort | 12\nTown | 14\n"
    assert read(mail(body)).text.split("\n") == [
        f"{long} six months.",
        f"- one {'x' * 60}",
        "- two",
        "1. three",
        "Port | 12",
        "Town | 14",
    ]


def test_attachments_are_told_and_pictures_in_the_text_are_not() -> None:
    message = mail(RELEASE)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="تقرير.pdf")
    message.add_attachment("a", filename="list.txt")
    message.add_attachment(
        b"x", maintype="image", subtype="png", cid="<logo>", disposition="inline"
    )
    reading = read(message)
    assert reading.text.split("\n") == JOINED
    assert reading.notes == ("2 attachments were not read: تقرير.pdf, list.txt",)


def test_a_message_that_lost_the_marks_between_its_parts_is_read() -> None:
    data = b"From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\nThe port opened.\n"
    assert read(data).text == "The port opened."


def test_a_message_attached_to_a_short_one_is_the_article() -> None:
    outer = mail("See attached.", subject="Fwd: x", sender="Jane <j@a.example>")
    outer.add_attachment(mail(RELEASE, subject="Release"))
    reading = read(outer)
    assert reading.text.split("\n") == JOINED
    assert (reading.stated.title, reading.stated.outlet) == ("Release", "وزارة النقل")


def test_what_cannot_be_read_is_refused_with_a_way_out() -> None:
    assert "no e-mail" in refusal(b"A note.") or "not an e-mail" in refusal(b"A note.")
    assert "encrypted" in refusal(
        b"From: a@b.c\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIB"
    )
    assert "limit" in refusal(mail(RELEASE).as_bytes(), max_bytes=100)
    message = mail("")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert "only attachments (a.pdf)" in refusal(message.as_bytes())


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )
    return b"From: a@b.c\n" + opened + b"Content-Type: text/plain\n\ntext"


@pytest.mark.parametrize(
    "data",
    [
        nested(3000),
        b"From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
        b"From: a@b.c\n\n" + b"On " * 200_000,
        b"From: a@b.c\n\n" + b"On a\n" * 100_000,
        b"From: a@b.c\n\n" + b"> " * 300_000,
        b"From: " + b"=?utf-8?Q?a?= " * 50_000 + b"\n\ntext",
        b"From: a\nContent-Type: text/plain" + b"; a=b" * 50_000 + b"\n\ntext",
        b"From: a\n\n" + b"text of words " * 20 + b"\n" + b"a word or two\n" * 50_000,
        b"From: a@b.c\nContent-Type: text/html\n\n" + b"<blockquote type=cite>" * 30_000,
        b"From: a@b.c\n\n" + ("في كتب " * 60_000).encode(),
        b"From: a@b.c\n\n" + "كتب <a@b> ".encode() * 30_000,
    ],
    ids=range(11),
)
def test_hostile_messages_are_read_or_refused_in_time(data: bytes) -> None:
    began = time.monotonic()
    try:
        outcome = read(data).text
    except SourceError as error:
        outcome = error.reason
    assert not outcome or any(word in outcome for word in ("text", "On", "كتب", ">"))
    assert time.monotonic() - began < 30


@given(st.binary(max_size=300))
def test_any_bytes_below_a_head_give_text(data: bytes) -> None:
    assert read(b"From: a@b.example\n" + data).text.encode() is not None


@given(st.lists(st.text(alphabet="ab >-:\u0641", max_size=90), max_size=12))
def test_no_word_of_a_text_without_history_is_lost(lines: list[str]) -> None:
    words = [line.replace(">", "").replace("-", "").replace(":", "") for line in lines]
    body = "\n".join(words)
    assert read(mail(body)).text.split() == body.split()
