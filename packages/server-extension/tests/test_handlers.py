from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import Any, cast

import httpx
import pytest
from local_energy_server import LocalEnergyServer
from tornado.httpclient import HTTPClientError

from jupyter_energy import handlers

Eventually = Callable[[Callable[[], object]], Awaitable[None]]
Fetch = Callable[..., Awaitable[Any]]
Stream = Callable[[], AbstractAsyncContextManager[httpx.Response]]

BASES = ["/a%40b/", "/user/alice/", "/"]


@pytest.fixture(params=BASES[:1])
def jp_base_url(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def raw_get(
    http_server: object, jp_http_port: int, jp_base_url: str, jp_auth_header: dict[str, str]
) -> Callable[[str], Awaitable[bytes]]:
    """Sends a request target exactly as written, which proper clients would tidy up."""

    async def get(target: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        head = f"GET {jp_base_url}{target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        head += f"Authorization: {jp_auth_header['Authorization']}\r\n\r\n"
        writer.write(head.encode("latin-1"))
        answer = await reader.read()
        writer.close()
        return answer

    return get


@pytest.fixture
def stream(
    http_server: object, jp_http_port: int, jp_base_url: str, jp_auth_header: dict[str, str]
) -> Stream:
    """Opens the stream as a page does; leaving closes the connection."""

    @asynccontextmanager
    async def opened() -> Any:
        url = f"http://127.0.0.1:{jp_http_port}{jp_base_url}jupyter-energy/v1/stream"
        async with (
            httpx.AsyncClient(trust_env=False, timeout=20) as client,
            client.stream("GET", url, headers=jp_auth_header) as response,
        ):
            yield response

    return opened


async def failure(request: Awaitable[Any]) -> tuple[int, str, Any]:
    with pytest.raises(HTTPClientError) as caught:
        await request
    response = caught.value.response
    assert response is not None
    return response.code, response.headers["Content-Type"], response.body


@pytest.mark.parametrize("jp_base_url", BASES, indirect=True)
async def test_forwards(energy_server: LocalEnergyServer, jp_fetch: Fetch) -> None:
    energy_server.answers["/v1/status"] = (200, "application/json", b'{"any": "field"}')
    response = await jp_fetch("jupyter-energy", "v1", "status")
    assert (response.code, response.body) == (200, b'{"any": "field"}')
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_the_query_passes_as_it_is(
    energy_server: LocalEnergyServer, raw_get: Callable[[str], Awaitable[bytes]]
) -> None:
    for query in ["seconds=600&step=1", "a=%2F%20b&a=&kernel=x%3Dy", "x=1&x=2"]:
        energy_server.answers[f"/v1/power?{query}"] = (200, "text/plain", query.encode())
        assert (await raw_get(f"jupyter-energy/v1/power?{query}")).endswith(query.encode())


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_failures_pass_as_they_are(
    energy_server: LocalEnergyServer, jp_fetch: Fetch, status: int
) -> None:
    body = json.dumps({"status": status, "field": "step"}).encode()
    energy_server.answers["/v1/power"] = (status, "application/problem+json", body)
    answer = await failure(jp_fetch("jupyter-energy", "v1", "power"))
    assert answer == (status, "application/problem+json", body)


@pytest.mark.parametrize("path", ["status", "stream", "..%2Fmetrics"])
async def test_nobody_without_a_token(
    energy_server: LocalEnergyServer, jp_fetch: Fetch, path: str
) -> None:
    asked = len(energy_server.requests)
    request = jp_fetch("jupyter-energy", "v1", path, headers={"Authorization": "token wrong"})
    assert (await failure(request))[0] == 403
    assert "/v1/stream" not in energy_server.requests
    assert set(energy_server.requests[asked:]) <= {"/v1/status"}
    assert not energy_server.streams


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_reading_only(energy_server: LocalEnergyServer, jp_fetch: Fetch, method: str) -> None:
    body = None if method == "DELETE" else b"{}"
    request = jp_fetch("jupyter-energy", "v1", "status", method=method, body=body)
    assert (await failure(request))[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "../metrics",
        "..%2fmetrics",
        "%2e%2e/metrics",
        "%2e%2e%2fmetrics",
        "a/../../metrics",
        "a/..%5c..%5cmetrics",
        "/metrics",
        "/localhost/metrics",
        "http://localhost/metrics",
        "http:%2f%2flocalhost%2fmetrics",
        "@localhost/metrics",
        "status%3fx=1",
        "status%23",
        "status%00",
        "status%0d%0aX: 1",
        "status/",
        "",
        ".",
    ],
)
async def test_nothing_outside_v1_is_reached(
    energy_server: LocalEnergyServer,
    raw_get: Callable[[str], Awaitable[bytes]],
    eventually: Eventually,
    path: str,
) -> None:
    await eventually(lambda: energy_server.requests)
    answer = await raw_get(f"jupyter-energy/v1/{path}".replace(" ", "%20"))
    assert answer.split(b" ", 2)[1] == b"404"
    assert energy_server.requests == ["/v1/status"]


async def test_a_query_that_is_no_query(raw_get: Callable[[str], Awaitable[bytes]]) -> None:
    answer = await raw_get("jupyter-energy/v1/power?x=\x7f")
    assert answer.split(b" ", 2)[1] == b"400"


async def test_a_query_longer_than_any_is_refused_here(
    energy_server: LocalEnergyServer, raw_get: Callable[[str], Awaitable[bytes]]
) -> None:
    answer = await raw_get(f"jupyter-energy/v1/power?x={'x' * 9000}")
    assert answer.split(b" ", 2)[1] == b"414"
    assert energy_server.requests == ["/v1/status"]


async def test_a_page_that_shows_power_is_no_activity(
    energy_server: LocalEnergyServer, jp_fetch: Fetch, jp_serverapp: Any
) -> None:
    """Else an idle server would never be culled."""
    before = jp_serverapp.web_app.settings.get("api_last_activity")
    await jp_fetch("jupyter-energy", "v1", "status")
    assert jp_serverapp.web_app.settings.get("api_last_activity") == before


async def test_one_stream_for_all_pages_and_none_after_the_last(
    energy_server: LocalEnergyServer, stream: Stream, eventually: Eventually
) -> None:
    async with stream() as first, stream() as second, stream() as third:
        assert first.headers["content-type"] == "text/event-stream"
        assert first.headers["cache-control"] == "no-cache"
        assert first.headers["x-accel-buffering"] == "no"
        await eventually(lambda: energy_server.streams)
        for page in (first, second, third):
            received = cast("AsyncGenerator[str, None]", page.aiter_lines())
            async with aclosing(received) as lines:
                assert await anext(lines) == ": connected"
                # Between the greeting and its first event a page is known to be connected.
                energy_server.emit(b"event: beat\ndata: 1\n\n")
                async for line in lines:
                    if line == "data: 1":
                        break
        assert energy_server.streams_opened == 1
    await eventually(lambda: not energy_server.streams)
    assert energy_server.streams_opened == 1


async def test_pages_that_vanish_leave_nothing(
    energy_server: LocalEnergyServer, stream: Stream, jp_serverapp: Any, eventually: Eventually
) -> None:
    relay = jp_serverapp.web_app.settings["jupyter_energy"].relay
    for _ in range(10):
        async with stream(), stream():
            await eventually(lambda: relay.pages == 2)
        await eventually(lambda: relay.pages == 0)
    await eventually(lambda: not energy_server.streams)
    assert energy_server.most_streams == 1


async def test_a_page_that_reads_nothing_is_sent_away(
    energy_server: LocalEnergyServer,
    jp_serverapp: Any,
    http_server: object,
    jp_http_port: int,
    jp_base_url: str,
    jp_auth_header: dict[str, str],
    stream: Stream,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handlers, "STUCK_SECONDS", 0.2)
    relay = jp_serverapp.web_app.settings["jupyter_energy"].relay
    stuck = socket.create_connection(("127.0.0.1", jp_http_port))
    head = f"GET {jp_base_url}jupyter-energy/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += f"Authorization: {jp_auth_header['Authorization']}\r\n\r\n"
    stuck.sendall(head.encode())
    async with stream() as page:
        await eventually(lambda: relay.pages == 2 and energy_server.streams)
        lines = page.aiter_lines()
        event = b"event: beat\ndata: " + b"x" * 1_000_000 + b"\n\n"
        while relay.pages == 2:
            energy_server.emit(event)
            async for line in lines:
                if line.startswith("data"):
                    break
        assert energy_server.streams_opened == 1
    stuck.close()


async def test_a_silent_stream_shows_signs_of_life(
    energy_server: LocalEnergyServer, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "SIGN_OF_LIFE_SECONDS", 0.05)
    async with stream() as page:
        lines = page.aiter_lines()
        seen = [line for line in [await anext(lines) for _ in range(6)] if line]
    assert seen == [": connected", ": waiting", ": waiting"]


async def test_without_an_energy_server_the_reason_is_told(
    energy_server: LocalEnergyServer, jp_fetch: Fetch, stream: Stream
) -> None:
    await jp_fetch("jupyter-energy", "v1", "status")
    await energy_server.stop()
    code, content_type, body = await failure(jp_fetch("jupyter-energy", "v1", "status"))
    assert (code, content_type) == (503, "application/problem+json")
    told = json.loads(body)
    assert set(told) == {"type", "title", "status", "detail"}
    assert f"No energy server listens at {energy_server.socket}" in told["detail"]
    async with stream() as page:
        lines = page.aiter_lines()
        greeting = [await anext(lines) for _ in range(4)]
    assert greeting[:3] == [": connected", "", "event: gone"]
    assert json.loads(greeting[3].removeprefix("data: "))["status"] == 503
    assert (await jp_fetch("api", "status")).code == 200


async def _answers_at_last(jp_fetch: Fetch) -> None:
    """It is looked for again and again, however slow the machine is."""
    deadline = asyncio.get_running_loop().time() + 60
    while True:
        try:
            assert (await jp_fetch("jupyter-energy", "v1", "status")).code == 200
            return
        except HTTPClientError as error:
            assert error.code == 503
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("misbehaviour", ["break off", "garbage"])
async def test_an_energy_server_that_makes_no_sense(
    energy_server: LocalEnergyServer, jp_fetch: Fetch, misbehaviour: str
) -> None:
    await jp_fetch("jupyter-energy", "v1", "status")
    energy_server.misbehaviour = misbehaviour
    code, _, body = await failure(jp_fetch("jupyter-energy", "v1", "status"))
    assert code == 503
    assert "broke off" in json.loads(body)["detail"]
    energy_server.misbehaviour = None
    await _answers_at_last(jp_fetch)


async def test_stopping_the_server_ends_the_streams(
    energy_server: LocalEnergyServer, stream: Stream, jp_serverapp: Any, eventually: Eventually
) -> None:
    async with stream() as page:
        await eventually(lambda: energy_server.streams)
        await jp_serverapp.cleanup_extensions()
        assert (await page.aread()).startswith(b": connected\n\n")
    await eventually(lambda: not energy_server.streams)
