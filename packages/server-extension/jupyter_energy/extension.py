"""What Jupyter Server loads: the settings, and what begins and ends with the server."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_server.extension.application import ExtensionApp
from tornado.ioloop import IOLoop
from traitlets import Bool, List, Unicode

from .handlers import routes
from .kernels import Kernels
from .stream import Relay
from .supervisor import Supervisor, Wishes
from .teller import Teller


class JupyterEnergy(ExtensionApp):
    """Shows how much power this computer draws, through the energy server."""

    name = "jupyter_energy"

    socket = Unicode(
        help="""The Unix socket of the energy server. Empty: the system service's
        /run/jupyter-energy/energy.sock if it answers, else one of the user's own.
        The environment variable JUPYTER_ENERGY_SOCKET sets the default.""",
    ).tag(config=True)

    start_energy_server = Bool(
        True,
        help="Whether to start an energy server when none listens on the socket.",
    ).tag(config=True)

    energy_server_arguments = List(
        Unicode(),
        help="""Further arguments of "jupyter energy serve" for an energy server that is started
        here, for example ["--simulate", "laptop"].""",
    ).tag(config=True)

    supervisor: Supervisor
    relay: Relay
    kernels: Kernels
    teller: Teller

    def initialize_handlers(self) -> None:
        """Adds the handlers, and begins once the loop runs."""
        chosen = self.socket or os.environ.get("JUPYTER_ENERGY_SOCKET", "")
        if self.socket:
            # Kernels inherit it: there `measure` looks for the same energy server.
            os.environ["JUPYTER_ENERGY_SOCKET"] = str(Path(chosen).absolute())
        wishes = Wishes(
            socket=Path(chosen).absolute() if chosen else None,
            start=self.start_energy_server,
            arguments=self.energy_server_arguments,
        )
        self.supervisor = Supervisor(wishes, self.log)
        self.relay = Relay(self.supervisor.events)
        self.handlers.extend(routes(self.supervisor, self.relay))
        self.kernels = Kernels(self.serverapp, lambda telling: self.teller.tell(telling), self.log)
        self.teller = Teller(self.supervisor, self.kernels.standing, self.log)
        # The server's own hook for this came with 2.15.
        for part in (self.supervisor, self.teller, self.kernels):
            IOLoop.current().add_callback(part.start)

    async def stop_extension(self) -> None:
        """Sends pages away and ends the supervision; the energy server outlives it."""
        await self.kernels.stop()
        await self.teller.stop()
        await self.relay.close()
        await self.supervisor.stop()
