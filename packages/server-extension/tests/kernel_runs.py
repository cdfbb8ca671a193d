"""Starts kernels as a page does, and has them execute as a script does: without any page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

Fetch = Callable[..., Awaitable[Any]]


async def open_notebook(jp_fetch: Fetch, path: str, kernel: str = "python3") -> dict[str, Any]:
    """A new session; its `kernel.id` is the kernel's."""
    body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": kernel}}
    answer = await jp_fetch("api", "sessions", method="POST", body=json.dumps(body))
    session: dict[str, Any] = json.loads(answer.body)
    return session


@asynccontextmanager
async def connected(jp_serverapp: Any, kernel_id: str) -> AsyncIterator[Any]:
    """A client of a kernel that is ready."""
    client = AsyncKernelClient()
    # One that is made by the manager would number its requests as the one before did.
    client.load_connection_info(
        jp_serverapp.kernel_manager.get_kernel(kernel_id).get_connection_info()
    )
    # Without the heartbeat, which a busy machine may miss.
    client.start_channels(hb=False)
    try:
        await client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()


async def execute(client: Any, code: str, **kwargs: Any) -> tuple[str, str]:
    """The id of the request and the status of its reply."""
    run = client.execute(code, **kwargs)
    while True:
        reply = await client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == run:
            return run, reply["content"]["status"]


async def outputs(client: Any, code: str) -> dict[str, str]:
    """What a cell shows: its text by stream, its `result`, and the name of its `error`."""
    run = client.execute(code)
    shown: dict[str, str] = {}
    while True:
        message = await client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != run:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            shown[content["name"]] = shown.get(content["name"], "") + content["text"]
        elif kind == "execute_result":
            shown["result"] = content["data"]["text/plain"]
        elif kind == "error":
            shown["error"] = content["ename"]
        elif kind == "status" and content["execution_state"] == "idle":
            return shown


def command_line_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
