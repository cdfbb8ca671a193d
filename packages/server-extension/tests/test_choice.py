from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from jupyter_server.auth.authorizer import Authorizer
from local_energy_server import LocalEnergyServer
from test_handlers import BASES, Fetch, failure

from jupyter_energy import handlers


@pytest.fixture(params=BASES[:1])
def jp_base_url(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("jp_base_url", BASES, indirect=True)
async def test_a_choice_passes(energy_server: LocalEnergyServer, jp_fetch: Fetch) -> None:
    energy_server.answers["/v1/grid/choice"] = (200, "application/json", b'{"any": "field"}')
    sent = json.dumps({"country": "DE"})
    response = await jp_fetch("jupyter-energy", "v1", "grid", "choice", method="PUT", body=sent)
    assert (response.code, response.body) == (200, b'{"any": "field"}')
    told = energy_server.told[-1]
    assert (told.method, told.target, told.body) == ("PUT", "/v1/grid/choice", {"country": "DE"})


async def test_a_choice_is_of_bounded_size(
    energy_server: LocalEnergyServer, jp_fetch: Fetch
) -> None:
    for size, status in [
        (handlers.LONGEST_BODY_BYTES, 404),
        (handlers.LONGEST_BODY_BYTES + 1, 413),
    ]:
        sent = b'"' + b"x" * (size - 2) + b'"'
        request = jp_fetch("jupyter-energy", "v1", "grid", "choice", method="PUT", body=sent)
        assert (await failure(request))[0] == status
    assert len(energy_server.told) == 1


async def test_nobody_chooses_without_a_token(
    energy_server: LocalEnergyServer, jp_fetch: Fetch
) -> None:
    headers = {"Authorization": "token wrong"}
    to = ("jupyter-energy", "v1", "grid", "choice")
    request = jp_fetch(*to, method="PUT", body="{}", headers=headers)
    assert (await failure(request))[0] == 403
    assert not energy_server.told


@pytest.mark.parametrize("jp_base_url", BASES[1:2], indirect=True)
async def test_a_page_of_another_site_cannot_choose(
    energy_server: LocalEnergyServer, http_server: object, jp_web_app: Any, jp_http_port: int,
    jp_base_url: str, jp_auth_header: dict[str, str],
) -> None:  # fmt: skip
    """Browsers send cookies along, but only pages of this server know what X-XSRFToken is."""
    base = f"http://127.0.0.1:{jp_http_port}{jp_base_url}"
    url = f"{base}jupyter-energy/v1/grid/choice"
    token = jp_auth_header["Authorization"].split()[1]
    async with httpx.AsyncClient(trust_env=False, timeout=20) as browser:
        await browser.get(f"{base}login")
        await browser.get(f"{base}api/status?token={token}")
        refused = await browser.put(url, json={})
        xsrf = browser.cookies["_xsrf"]
        allowed = await browser.put(url, json={}, headers={"X-XSRFToken": xsrf})
    assert (refused.status_code, allowed.status_code) == (403, 404)
    assert len(energy_server.told) == 1


async def test_choosing_is_authorized_as_writing(
    energy_server: LocalEnergyServer, jp_serverapp: Any, jp_fetch: Fetch
) -> None:
    asked: list[tuple[str, str]] = []

    class OnlyReading(Authorizer):
        def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
            asked.append((action, resource))
            return action == "read"

    jp_serverapp.web_app.settings["authorizer"] = OnlyReading()
    assert (await jp_fetch("jupyter-energy", "v1", "status")).code == 200
    request = jp_fetch("jupyter-energy", "v1", "grid", "choice", method="PUT", body="{}")
    assert (await failure(request))[0] == 403
    assert asked == [("read", "jupyter-energy"), ("write", "jupyter-energy")]
    assert not energy_server.told
