"""What the routes work with, handed in when the application is made, and how routes ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, cast

from anyio import CapacityLimiter
from fastapi import Depends
from fastapi.requests import HTTPConnection

from sensing.events import SessionResult
from sensing.samples import Recording
from server.live import Hub
from server.settings import Settings
from server.starting import Starter
from server.store import Store


class Analyze(Protocol):
    """Finds the sets and reps of a whole recording."""

    def __call__(self, recording: Recording, *, exercise: str | None = None) -> SessionResult:
        """Return all that was found."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a request may need.

    Parameters
    ----------
    settings : bounds and places.
    store : kept sessions.
    hub : live feeds of this process.
    uploads : lets only so many uploads work at the same time.
    read_recording : reads a file of any known format.
    analyze : counts its reps.
    starter : starts sessions with a sensor; None in a program that reaches no sensors from its pages.
    """

    settings: Settings
    store: Store
    hub: Hub
    uploads: CapacityLimiter
    read_recording: Callable[[Path], Recording]
    analyze: Analyze
    starter: Starter | None = None


def get_services(connection: HTTPConnection) -> Services:
    """Return the services of the application that a request came to."""
    return cast(Services, connection.app.state.services)


def get_store(services: Annotated[Services, Depends(get_services)]) -> Store:
    """Return the store."""
    return services.store


def get_hub(services: Annotated[Services, Depends(get_services)]) -> Hub:
    """Return the live feeds."""
    return services.hub


ServicesDep = Annotated[Services, Depends(get_services)]
StoreDep = Annotated[Store, Depends(get_store)]
HubDep = Annotated[Hub, Depends(get_hub)]
