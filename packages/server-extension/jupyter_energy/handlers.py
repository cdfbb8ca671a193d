"""The addresses under which a page reaches the energy server. They know no field of its API."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web
from tornado.iostream import StreamClosedError

from .stream import Page, Relay
from .supervisor import Supervisor
from .unavailable import Unavailable, absence, problem

#: Under the Jupyter server's base URL.
PREFIX = r"/jupyter-energy/v1"

#: A page gets a sign of life this often, lest a proxy cut the connection, in seconds.
SIGN_OF_LIFE_SECONDS = 15.0
#: A page that takes nothing for this long is sent away; it comes back when it wakes.
STUCK_SECONDS = 60.0

#: What may be set from a page.
CHOICES = frozenset({"grid/choice"})
#: As much as the energy server takes.
LONGEST_BODY_BYTES = 8192
#: The energy server takes 16 KiB of target and headers together, and breaks off beyond that.
LONGEST_QUERY = 8192

# Segments of plain characters that do not begin with a dot: nothing that could climb or leave.
_PATH = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


class EnergyHandler(APIHandler):
    """What both handlers share: who may ask, and how answers end."""

    auth_resource = "jupyter-energy"

    def send_problem(self, status: int, body: str) -> None:
        """Answers with problem details."""
        self.set_status(status)
        self.set_header("Content-Type", "application/problem+json")
        self.finish(body)

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """Ends the answer.

        The API's own version would call everything JSON, and take a page that merely shows power
        for activity that keeps an idle server from being culled.
        """
        return super(APIHandler, self).finish(*args, **kwargs)


class ForwardHandler(EnergyHandler):
    """Forwards any GET, and the one PUT that pages need."""

    def initialize(self, supervisor: Supervisor) -> None:
        """Takes what the route hands in."""
        self.supervisor = supervisor

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:
        """Passes on the energy server's status, content type and body."""
        await self._forward("GET", path)

    @web.authenticated
    @authorized
    async def put(self, path: str) -> None:
        """Passes on what somebody chose. Jupyter has checked that one of its pages sent it."""
        if path not in CHOICES:
            raise web.HTTPError(405)
        if len(self.request.body) > LONGEST_BODY_BYTES:
            detail = f"The body has more than {LONGEST_BODY_BYTES} bytes."
            self.send_problem(413, problem(413, "Too long", detail))
            return
        await self._forward("PUT", path, self.request.body)

    async def _forward(self, method: str, path: str, body: bytes = b"") -> None:
        if not _PATH.fullmatch(path):
            self.send_problem(404, problem(404, "Not found", f"There is no /v1/{path}."))
            return
        query = self.request.query
        if len(query) > LONGEST_QUERY:
            detail = f"The query has {len(query)} characters, {LONGEST_QUERY} are possible."
            self.send_problem(414, problem(414, "Too long", detail))
            return
        try:
            upstream = await self.supervisor.upstream()
            try:
                target = f"/v1/{path}" + (f"?{query}" if query else "")
                reply = await upstream.ask(method, target, body)
            except Unavailable:
                self.supervisor.doubt(upstream)
                raise
        except Unavailable as reason:
            self.send_problem(503, absence(reason))
        except httpx.InvalidURL as error:
            self.send_problem(400, problem(400, "Bad request", f"{error}."))
        else:
            self.set_status(reply.status)
            self.set_header("Content-Type", reply.content_type)
            self.set_header("Cache-Control", "no-store")
            self.finish(reply.body)


class StreamHandler(EnergyHandler):
    """Connects one page to the stream that all pages share."""

    page: Page | None = None

    def initialize(self, relay: Relay) -> None:
        """Takes what the route hands in."""
        self.relay = relay

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Passes on events until the page leaves, gets stuck, or this server stops."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-cache")
        # Tells nginx, which many put in front of Jupyter, not to collect the events first.
        self.set_header("X-Accel-Buffering", "no")
        self.page = page = self.relay.join()
        events: bytes | None = b": connected\n\n"
        try:
            while events is not None:
                self.write(events or b": waiting\n\n")
                await asyncio.wait_for(self.flush(), STUCK_SECONDS)
                events = await page.take(SIGN_OF_LIFE_SECONDS)
        except StreamClosedError:
            # The page left while it was being written to.
            pass
        except asyncio.TimeoutError:
            self.request.connection.close()  # type: ignore[union-attr]
        finally:
            self.relay.leave(page)

    def on_connection_close(self) -> None:
        """The page left."""
        super().on_connection_close()
        if self.page is not None:
            self.relay.leave(self.page)


def routes(
    supervisor: Supervisor, relay: Relay
) -> list[tuple[str, type[APIHandler], dict[str, Any]]]:
    """Patterns below the base URL, with their handlers; the first that matches counts."""
    return [
        (rf"{PREFIX}/stream", StreamHandler, {"relay": relay}),
        (rf"{PREFIX}/(.*)", ForwardHandler, {"supervisor": supervisor}),
    ]
