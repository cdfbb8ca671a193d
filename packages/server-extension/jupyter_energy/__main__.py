"""Lets ``python -m jupyter_energy`` do what the command ``jupyter energy`` does."""

from .command import main

main()
