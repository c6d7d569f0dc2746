import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from indexing.delivery.mail import Envelope, build_mail, send_mail
from indexing.delivery.message import thread_id
from indexing.delivery.render import as_html, as_text
from indexing.errors import ChannelFailed, ConfigError
from indexing.settings.model import Smtp

ID = "104750b9264210f918739574744ac990"
UNSUBSCRIBE = "https://pw.example.org/u/" + "T" * 100


@pytest.fixture
def envelope(now):
    return Envelope(
        "Presswatch <alerts@example.org>", "lea@example.org", ID, now, unsubscribe=UNSUBSCRIBE
    )


def read(mail):
    """The mail as the reader's program gets it: through bytes."""
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_headers(digest, envelope):
    mail = read(build_mail(digest, envelope))
    assert dict(mail.items()) | {"Content-Type": ""} == {
        "From": "Presswatch <alerts@example.org>",
        "To": "lea@example.org",
        "Subject": "Hungary and NATO: 2 stories, 9 articles",
        "Date": "Mon, 02 Mar 2026 07:00:00 +0000",
        "Message-ID": f"<{ID}@example.org>",
        "Auto-Submitted": "auto-generated",
        "List-Id": "alert 17 <alert-17.example.org>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_text_comes_first_and_both_arrive_whole(digest, envelope):
    mail = read(build_mail(digest, envelope))
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == as_text(digest).splitlines()
    assert html.get_content().splitlines() == as_html(digest).splitlines()


def test_a_retry_is_the_same_mail(digest, envelope):
    assert build_mail(digest, envelope).as_bytes() == build_mail(digest, envelope).as_bytes()


def test_addresses_that_programs_read_are_never_encoded(digest, envelope):
    written = build_mail(digest, envelope).as_bytes().decode("ascii")
    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n" in written


def test_a_public_url_beyond_ascii_is_written_in_ascii(digest, envelope):
    mail = build_mail(digest, replace(envelope, unsubscribe="https://bücher.example/u/é"))
    assert read(mail)["List-Unsubscribe"] == "<https://xn--bcher-kva.example/u/%C3%A9>"


@pytest.mark.parametrize(
    ("unsubscribe", "headers"),
    [
        pytest.param("", [], id="without a public_url there is none"),
        pytest.param("http://pw.lan/u/T", ["List-Unsubscribe"], id="one click needs https"),
        pytest.param("https://a.example/u/T\r\nBcc: b@c.example", [], id="a forged header"),
    ],
)
def test_unsubscribing(digest, envelope, unsubscribe, headers):
    mail = read(build_mail(digest, replace(envelope, unsubscribe=unsubscribe)))
    assert [name for name in mail if "Unsubscribe" in name] == headers
    assert "Bcc" not in mail


def test_at_once_mails_of_one_story_are_one_thread(digest, envelope):
    thread = thread_id(17, "s1")
    first = read(build_mail(replace(digest, thread=thread), envelope))
    later = read(build_mail(replace(digest, thread=thread), replace(envelope, id="f" * 32)))
    assert first["References"] == later["References"] == f"<{thread}@example.org>"
    assert first["Message-ID"] != later["Message-ID"]


def test_a_name_cannot_forge_a_header(digest, envelope):
    alert = replace(digest.alert, name="Őrs\r\nBcc: all@example.org\r\n\r\nbody")
    mail = read(build_mail(replace(digest, alert=alert), envelope))
    assert mail["Subject"] == "Őrs Bcc: all@example.org body: 2 stories, 9 articles"
    assert "Bcc" not in mail


def test_a_notice_about_feeds_has_a_list_of_its_own(digest, envelope):
    mail = build_mail(replace(digest, alert=None, stories=()), envelope)
    assert mail["List-Id"] == "feeds <feeds.example.org>"


@pytest.mark.parametrize(
    "sender",
    ["nobody", "a@b.example, c@d.example", "x\r\nBcc: a@b.example", "Jürgen <jürgen@b.example>"],
)
def test_a_sender_that_is_no_address_is_a_fault_of_the_settings(digest, envelope, sender):
    with pytest.raises(ConfigError, match="no mail address"):
        build_mail(digest, replace(envelope, sender=sender))


def authenticate(server, session, envelope, mechanism, auth_data):
    return AuthResult(success=auth_data.password == b"s3cret", handled=False)


@pytest.fixture
def mail(digest, envelope):
    return build_mail(digest, envelope)


def test_the_server_takes_the_mail_and_its_answer_is_kept(mail, mail_server, inbox):
    with mail_server() as smtp:
        assert send_mail(mail, Smtp(**smtp)) == "250 2.0.0 queued as 4711"
    (taken,) = inbox.mails
    assert (taken.mail_from, taken.rcpt_tos) == ("alerts@example.org", ["lea@example.org"])
    assert (
        read(mail).as_bytes() == message_from_bytes(taken.content, policy=policy.default).as_bytes()
    )


@pytest.mark.parametrize(
    ("step", "answer", "permanent"),
    [
        pytest.param("rcpt", "550 5.1.1 no such user", True, id="550: park"),
        pytest.param("rcpt", "451 4.7.1 greylisted", False, id="451: again"),
        pytest.param("data", "554 5.7.1 it is spam", True, id="554: park"),
        pytest.param("data", "452 4.3.1 disk full", False, id="452: again"),
    ],
)
def test_a_refusal_carries_the_servers_own_answer(
    mail, mail_server, inbox, step, answer, permanent
):
    setattr(inbox, step, answer)
    with mail_server() as smtp, pytest.raises(ChannelFailed, match=answer) as failure:
        send_mail(mail, Smtp(**smtp))
    assert failure.value.permanent is permanent
    assert failure.value.where == f"127.0.0.1:{smtp['port']}"


@pytest.mark.parametrize("password", ["s3cret", "wr0ng-password"])
def test_a_password_is_taken_or_refused_in_so_many_words(mail, mail_server, password):
    login = {"username": "lea", "password": password}
    options = {"authenticator": authenticate, "auth_require_tls": False}
    with mail_server(login, **options) as smtp:
        if password == "s3cret":
            assert send_mail(mail, Smtp(**smtp)).startswith("250")
            return
        with pytest.raises(ChannelFailed, match=r"refused the password \(535 ") as failure:
            send_mail(mail, Smtp(**smtp))
    assert failure.value.permanent
    assert password not in str(failure.value)


def test_a_password_beyond_ascii_is_told_not_shown(mail, mail_server):
    login = {"username": "lea", "password": "jelszó"}
    options = {"authenticator": authenticate, "auth_require_tls": False}
    with mail_server(login, **options) as smtp, pytest.raises(ChannelFailed) as failure:
        send_mail(mail, Smtp(**smtp))
    assert "letters beyond ASCII" in failure.value.what
    assert failure.value.permanent
    assert "jelszó" not in str(failure.value)


def test_a_server_without_starttls_is_not_sent_to(mail, mail_server, inbox):
    with (
        mail_server({"security": "starttls"}) as smtp,
        pytest.raises(ChannelFailed, match="STARTTLS") as failure,
    ):
        send_mail(mail, Smtp(**smtp))
    assert failure.value.permanent
    assert inbox.mails == []


def test_a_server_that_is_not_there(mail):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connecting is refused
        smtp = Smtp(host="127.0.0.1", port=taken.getsockname()[1], security="none")
        with pytest.raises(ChannelFailed, match="cannot be reached") as failure:
            send_mail(mail, smtp)
    assert not failure.value.permanent


def test_a_server_that_says_nothing(mail):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wait, port = timedelta(milliseconds=50), silent.getsockname()[1]
        smtp = Smtp(host="127.0.0.1", port=port, security="none", timeout=wait)
        with pytest.raises(ChannelFailed, match=r"did not answer within 0\.05 s"):
            send_mail(mail, smtp)


def test_what_was_taken_is_sent_however_the_server_says_goodbye(mail, mail_server, inbox):
    inbox.quit = "421 go away"
    with mail_server() as smtp:
        assert send_mail(mail, Smtp(**smtp)).startswith("250")
    assert len(inbox.mails) == 1


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A server's TLS context whose certificate, for "localhost", this machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, end)
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    path = tmp_path / "both.pem"
    path.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_mail_goes_encrypted_to_the_name_in_the_certificate_only(
    mail, mail_server, inbox, certificate, host
):
    options = {"tls_context": certificate, "require_starttls": True}
    with mail_server({"host": host, "security": "starttls"}, **options) as smtp:
        if host == "localhost":
            assert send_mail(mail, Smtp(**smtp)).startswith("250")
        else:
            with pytest.raises(ChannelFailed, match="no valid certificate"):
                send_mail(mail, Smtp(**smtp))
    assert len(inbox.mails) == (host == "localhost")


def test_tls_from_the_first_byte(mail, mail_server, inbox, certificate):
    with mail_server({"host": "localhost", "security": "tls"}, ssl_context=certificate) as smtp:
        assert send_mail(mail, Smtp(**smtp)).startswith("250")
    assert len(inbox.mails) == 1
