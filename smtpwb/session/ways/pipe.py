"""A command's stdin and stdout, as `sendmail -bs` speaks SMTP there."""

from __future__ import annotations

import os.path
import shlex

from smtpwb.session.options import Options
from smtpwb.session.target import Target
from smtpwb.session.ways.child import Child
from smtpwb.session.ways.trip import Joined, Trip


async def connect(target: Target, options: Options, trip: Trip) -> Joined:
    """Run the target's command, without a shell. Raises ConnectError when it cannot be run."""
    shown = shlex.join(target.command)
    trip.trying(shown)
    child = await Child.start(os.path.basename(target.command[0]), target.command)  # noqa: PTH119
    return Joined(child.socket, target.host, 0, shown, child=child)
