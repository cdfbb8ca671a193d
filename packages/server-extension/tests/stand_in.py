"""A program started in the energy server's place: the same command line, next to no behaviour."""

from __future__ import annotations

import argparse
import json
import os
import socket
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

arguments = argparse.ArgumentParser()
arguments.add_argument("command", choices=["serve"])
arguments.add_argument("--socket", type=Path, required=True)
arguments.add_argument("--exit-when-unused", type=int, required=True)
arguments.add_argument("--die-saying")
arguments.add_argument("--start-after", type=float, default=0)
options = arguments.parse_args()

with options.socket.with_name("started").open("a") as started:
    started.write(f"{os.getpid()}\n")
if options.die_saying is not None:
    print(options.die_saying, file=sys.stderr)
    sys.exit(3)
time.sleep(options.start_after)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        facts = {
            "pid": os.getpid(),
            "session": os.getsid(0),
            "arguments": sys.argv[1:],
            "environment": dict(os.environ),
            "stdin": str(Path("/proc/self/fd/0").readlink()),
        }
        body = json.dumps(facts).encode()
        self.send_response(200 if self.path == "/v1/status" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "a local client"


probe = socket.socket(socket.AF_UNIX)
try:
    probe.connect(str(options.socket))
    sys.exit(f"{options.socket} is in use")
except OSError:
    options.socket.unlink(missing_ok=True)
socketserver.ThreadingUnixStreamServer(str(options.socket), Handler).serve_forever()
