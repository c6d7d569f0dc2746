from datetime import UTC, datetime, timedelta

import pytest

from indexing.delivery.message import from_json, to_json
from indexing.delivery.webhook import Hook, new_secret, send_webhook, sign, signed_headers, verify
from indexing.errors import AddressRefused, ChannelFailed, FetchFailed, InvalidRequest

SECRET = "whsec_cHJlc3N3YXRjaC10ZXN0LXNlY3JldC0zMi1ieXRlcyE="
BODY = b'{"type":"alert.hits","alert":{"id":17}}'
ID = "whe_01JTESTVECTOR"
NOW = datetime.fromtimestamp(1772434800, UTC)
MASKED = "https://chat.example/…"


def test_sign_meets_the_published_vector():
    expected = "v1,wGYlpwGOMxafVJEL5mSx0VEmIKI1AgX/OPqkY4uFOJE="
    assert sign(SECRET, ID, 1772434800, BODY) == expected


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_***", SECRET.removeprefix("whsec_")])
def test_a_secret_of_another_form_is_refused_and_not_repeated(secret):
    with pytest.raises(InvalidRequest, match="whsec_BASE64") as refusal:
        sign(secret, ID, 0, b"")
    assert secret not in str(refusal.value) or secret in ("", "whsec_")


def test_fresh_secrets_differ_and_work():
    one, other = new_secret(), new_secret()
    assert one != other
    assert verify([one], signed_headers([one], ID, BODY, now=NOW), BODY, now=NOW)


@pytest.mark.parametrize(
    ("changes", "is_good"),
    [
        pytest.param({}, True, id="as sent"),
        pytest.param({"late": timedelta(minutes=5)}, True, id="five minutes old"),
        pytest.param({"late": timedelta(minutes=5, seconds=1)}, False, id="older: a replay"),
        pytest.param({"late": timedelta(minutes=-6)}, False, id="from the future"),
        pytest.param({"body": BODY + b" "}, False, id="another body"),
        pytest.param({"webhook-id": "other"}, False, id="another id"),
        pytest.param({"webhook-timestamp": "1772434801"}, False, id="another time"),
        pytest.param({"webhook-timestamp": "soon"}, False, id="no time"),
        pytest.param({"webhook-timestamp": "²"}, False, id="a digit that is no number"),
        pytest.param({"webhook-signature": ""}, False, id="no signature"),
        pytest.param({"webhook-signature": "v1,ünknown"}, False, id="no ASCII"),
        pytest.param({"secrets": [new_secret()]}, False, id="another secret"),
        pytest.param({"secrets": [new_secret(), SECRET]}, True, id="the receiver changes secrets"),
    ],
)
def test_verify(changes, is_good):
    headers = signed_headers([SECRET], ID, BODY, now=NOW)
    body, secrets = changes.pop("body", BODY), changes.pop("secrets", [SECRET])
    now = NOW + changes.pop("late", timedelta())
    assert verify(secrets, headers | changes, body, now=now) is is_good


def test_during_a_change_of_secret_both_sign():
    fresh = new_secret()
    headers = signed_headers([fresh, SECRET], ID, BODY, now=NOW)
    assert len(headers["webhook-signature"].split()) == 2
    assert verify([SECRET], headers, BODY, now=NOW)
    assert verify([fresh], headers, BODY, now=NOW)


@pytest.fixture
def deliver(sink, poster):
    async def deliver(body=BODY):
        url = f"http://127.0.0.1:{sink.port}/hook/t0ken"
        hook = Hook(url, MASKED, (SECRET,), timedelta(seconds=10))
        return await send_webhook(hook, body, id=ID, now=NOW, fetcher=poster)

    return deliver


async def test_a_receiver_gets_what_was_frozen_signed(deliver, sink, digest):
    sink.status = 204
    assert await deliver(to_json(digest)) == "204 No Content"
    ((headers, body),) = sink.got
    assert verify([SECRET], headers, body, now=NOW)
    assert headers["webhook-id"] == ID
    assert headers["content-type"] == "application/json"
    assert from_json(body) == digest


@pytest.mark.parametrize(
    ("answer", "reason", "permanent", "wait"),
    [
        pytest.param((500, {}), "500 Internal Server Error", False, None, id="500: again"),
        pytest.param((404, {}), "404 Not Found", False, None, id="404: not sent"),
        pytest.param((410, {}), "410 Gone", True, None, id="410: park at once"),
        pytest.param((429, {"Retry-After": "120"}), "429 Too", False, 120, id="429: as it says"),
        pytest.param((302, {"Location": "/"}), "redirects are not", False, None, id="302"),
        pytest.param((599, {}), "answered 599", False, None, id="a status without a name"),
    ],
)
async def test_all_but_2xx_is_a_failure(deliver, sink, answer, reason, permanent, wait):
    sink.status, sink.headers = answer
    with pytest.raises(ChannelFailed, match=reason) as failure:
        await deliver()
    assert failure.value.permanent is permanent
    assert failure.value.retry_after == (wait and timedelta(seconds=wait))
    assert len(sink.got) == 1


async def test_the_receivers_words_are_told_on_one_line(deliver, sink):
    sink.status, sink.text = 400, "bad\r\n\u202erequest"
    with pytest.raises(ChannelFailed, match=r"answered 400 Bad Request \(bad request\)\."):
        await deliver()


class Refusing:
    """A fetcher that gets no answer."""

    def __init__(self, error):
        self.error = error

    async def post(self, *_, **__):
        raise self.error


URL = "https://chat.example/hook/t0ken"


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        pytest.param(
            FetchFailed(f"no answer from {URL} in 10 s", URL, "", retry_after=None),
            False,
            id="no answer: again",
        ),
        pytest.param(
            AddressRefused("leads to 10.0.0.1, which is private", URL, ""),
            True,
            id="a private address: never",
        ),
    ],
)
async def test_no_failure_tells_the_secret_address(error, permanent):
    hook = Hook(URL, MASKED, (SECRET,), timedelta(seconds=10))
    with pytest.raises(ChannelFailed) as failure:
        await send_webhook(hook, BODY, id=ID, now=NOW, fetcher=Refusing(error))
    assert failure.value.permanent is permanent
    assert failure.value.where == MASKED
    told = f"{failure.value} {hook!r} {failure.value.__suppress_context__}"
    assert "t0ken" not in told
    assert SECRET not in told
