"""A message as a mail, and handing it to the mail server.

The Message-ID is the message's id, so a mail that was sent twice around a crash is one mail to
the reader's program. DKIM is the mail server's business.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy

from yarl import URL

from indexing.delivery.message import Message
from indexing.delivery.render import as_html, as_text, subject
from indexing.delivery.safe_text import one_line, web_address
from indexing.errors import ChannelFailed, ConfigError
from indexing.settings.model import Smtp

_FOR_PROGRAMS = ("Message-ID", "References", "List-Id", "List-Unsubscribe")
_LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, under which id, when. ``sender`` may carry a name, ``recipient`` not.

    ``unsubscribe`` is the one-click address of RFC 8058; empty without a ``public_url``.
    """

    sender: str
    recipient: str
    id: str
    now: datetime
    unsubscribe: str = ""


class _MailPolicy(EmailPolicy):
    # The standard policy turns a long address without spaces into =?utf-8?q?…?=, which no
    # program reads: one-click unsubscribing and threads would be lost.
    def fold(self, name: str, value: str) -> str:
        if name in _FOR_PROGRAMS:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _MailPolicy(linesep="\r\n")


def build_mail(message: Message, envelope: Envelope) -> EmailMessage:
    """Return the mail: text first, then HTML; the same bytes for the same message and time.

    Raises ConfigError when ``envelope.sender`` is no address.
    """
    mail = EmailMessage(policy=_POLICY)
    domain = _sender(mail, envelope.sender).domain
    mail["To"] = Address(addr_spec=envelope.recipient)
    mail["Subject"] = subject(message)
    mail["Date"] = envelope.now
    mail["Message-ID"] = f"<{envelope.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    name, label = ("alert", f"alert {message.alert.id}") if message.alert else ("feeds", "feeds")
    tail = f"-{message.alert.id}" if message.alert else ""
    mail["List-Id"] = f"{label} <{name}{tail}.{domain}>"
    if unsubscribe := web_address(envelope.unsubscribe):
        mail["List-Unsubscribe"] = f"<{URL(unsubscribe)}>"  # URL: in ASCII
        if unsubscribe.startswith("https:"):  # RFC 8058 allows one click over https only
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if message.thread:
        mail["References"] = f"<{message.thread}@{domain}>"
    mail.set_content(as_text(message), cte="quoted-printable")
    mail.add_alternative(as_html(message), subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{envelope.id}")  # the default is random, and a retry is the same mail
    return mail


def send_mail(mail: EmailMessage, smtp: Smtp) -> str:
    """Hand ``mail`` to the server and return its answer (``250 2.0.0 queued as …``). Blocks.

    Raises ChannelFailed with the server's own answer: permanent when sender, recipient, text or
    password is refused with 5xx, or the server cannot do what the settings ask for.
    """
    try:
        server = _connect(smtp)
    except OSError as error:  # smtplib's errors are OSErrors too
        raise _failed(error, smtp, greeting=True) from error
    try:
        _secure(server, smtp)
        return _hand_over(server, mail)
    except OSError as error:
        raise _failed(error, smtp) from error
    finally:
        # What was taken is taken: a server that is rude at the end must not cause a second mail.
        with contextlib.suppress(OSError):
            server.quit()
        server.close()


def _sender(mail: EmailMessage, sender: str) -> Address:
    try:
        mail["From"] = sender
        address: Address
        (address,) = mail["From"].addresses
    except ValueError:
        address = Address()
    if not (address.username and address.domain and address.addr_spec.isascii()):
        raise ConfigError(
            f"{one_line(sender, 100)!r} is no mail address",
            "[smtp] sender",
            'Write it as "Presswatch <alerts@example.org>".',
        )
    return address


def _connect(smtp: Smtp) -> smtplib.SMTP:
    seconds = smtp.timeout.total_seconds()
    if smtp.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=seconds, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, timeout=seconds)


def _secure(server: smtplib.SMTP, smtp: Smtp) -> None:
    if smtp.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if smtp.username:
        try:
            server.login(smtp.username, smtp.password.get_secret_value())
        except UnicodeError:
            raise smtplib.SMTPNotSupportedError(
                "letters beyond ASCII in a user name or password"
            ) from None  # the cause would print the password


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> str:
    sender, recipient = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
    server.ehlo_or_helo_if_needed()
    _step(lambda: server.mail(sender))
    _step(lambda: server.rcpt(recipient))
    return _step(lambda: server.data(mail.as_bytes()))


def _step(command: Callable[[], tuple[int, bytes]]) -> str:
    code, answer = command()
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, answer)
    return f"{code} {one_line(answer.decode('utf-8', 'replace'), _LONGEST_ANSWER)}"


def _failed(error: OSError, smtp: Smtp, *, greeting: bool = False) -> ChannelFailed:
    permanent = False
    do = "It is tried again; if this stays, check host, port and security in [smtp]."
    match error:
        case smtplib.SMTPAuthenticationError():
            what = f"refused the password ({_answer(error, smtp)})"
            do = "Check username and password in [smtp], then send a test."
            permanent = error.smtp_code >= 500
        case smtplib.SMTPResponseException():
            what = f"refused the mail ({_answer(error, smtp)})"
            # A 5xx greeting is about the connection of the moment, not about this mail.
            permanent = error.smtp_code >= 500 and not greeting
            if permanent:
                do = "Check the recipient's address and the sender in [smtp]."
        # smtplib tells of a time-out after the greeting as a lost connection.
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            what = f"did not answer within {smtp.timeout.total_seconds():g} s"
        case smtplib.SMTPServerDisconnected():
            what = "ended the connection without an answer"
        case smtplib.SMTPException():
            what = f"cannot do what is asked of it: {one_line(str(error), _LONGEST_ANSWER)}"
            do, permanent = "Check security and username in [smtp].", True
        case ssl.SSLCertVerificationError():
            what = f"has no valid certificate ({error.verify_message})"
            do = "Give the name that is in its certificate as host in [smtp]."
        case _:
            what = f"cannot be reached ({error.strerror or error})"
    return ChannelFailed(what, f"{smtp.host}:{smtp.port}", do, permanent=permanent)


def _answer(error: smtplib.SMTPResponseException, smtp: Smtp) -> str:
    text = error.smtp_error
    answer = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if password := smtp.password.get_secret_value():
        answer = answer.replace(password, "…")  # some servers repeat what they were given
    return f"{error.smtp_code} {one_line(answer, _LONGEST_ANSWER)}"
