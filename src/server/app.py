"""Makes the web application. Nothing is made at import: tests and commands each make their own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import anyio
import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from sensing.errors import RecordingError
from sensing.importers import read_recording
from sensing.samples import Recording
from sensing.session import analyze
from server.errors import ServerError, recording_status
from server.guard import Guard
from server.live import FeedLimits, Hub
from server.pages import error_page
from server.recovery import recover
from server.routes import api, edits, export, feed, history, pages, people, sensors, start, summary
from server.services import Analyze, Services
from server.settings import Settings
from server.starting import OpenSensor, Starter
from server.store import Store

logger = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


def create_app(
    settings: Settings,
    store: Store,
    *,
    hub: Hub | None = None,
    jobs: Sequence[Job] = (),
    open_sensor: OpenSensor | None = None,
    read: Callable[[Path], Recording] | None = None,
    count: Analyze | None = None,
) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings : bounds and places.
    store : kept sessions; the caller closes it.
    hub : live feeds; a new one when None.
    jobs : run beside the server from its start, for instance a player; cancelled and awaited at its end.
    open_sensor : reaches the sensors of sessions that are started from a page; None starts none there.
    read, count : how uploads are read and their reps counted; by default as `lastrep analyze` does.

    Returns
    -------
    FastAPI : the JSON interface under /api, the live feed, the pages and their files.
    """
    hub = hub or make_hub(settings)
    starter = None if open_sensor is None else Starter(store, hub, open_sensor)
    app = FastAPI(
        title="lastrep",
        version=version("lastrep"),
        summary="Reps, velocities and sets from a small motion sensor.",
        lifespan=_lifespan(store, jobs, starter),
        openapi_url="/api/openapi.json",
        # Their pages would fetch scripts from another host.
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = Services(
        settings=settings,
        store=store,
        hub=hub,
        uploads=anyio.CapacityLimiter(settings.max_parallel_uploads),
        read_recording=read or read_recording,
        analyze=count or analyze,
        starter=starter,
    )
    app.include_router(api.router)
    app.include_router(edits.router)
    app.include_router(people.router)
    app.include_router(export.router)
    app.include_router(feed.router)
    app.include_router(pages.router)
    app.include_router(start.router)
    app.include_router(summary.router)
    app.include_router(history.router)
    app.include_router(sensors.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_middleware(Guard, settings=settings)
    _add_error_handlers(app)
    return app


def make_hub(settings: Settings) -> Hub:
    """Return a hub with the bounds of the settings."""
    return Hub(FeedLimits(max_events=settings.max_feed_events, max_queue=settings.max_client_queue))


def _lifespan(
    store: Store, jobs: Sequence[Job], starter: Starter | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        interrupted = await anyio.to_thread.run_sync(store.clean_up)
        if interrupted:
            logger.warning("%d session(s) were interrupted by the end of an earlier run", len(interrupted))

        async def recovery() -> None:
            await anyio.to_thread.run_sync(recover, store, interrupted)

        tasks = [asyncio.create_task(_guarded(job)) for job in [*jobs, recovery]]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if starter is not None:
                await starter.end_all()

    return lifespan


async def _guarded(job: Job) -> None:
    try:
        await job()
    except Exception:  # one job's failure must not take the pages down; it is logged whole
        logger.exception("a background job failed")


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(ServerError)
    def on_server_error(request: Request, error: ServerError) -> Response:
        return error_response(request, error.code, error.message, error.status)

    @app.exception_handler(RecordingError)
    def on_recording_error(request: Request, error: RecordingError) -> Response:
        return error_response(request, error.code.value, error.message, recording_status(error))

    @app.exception_handler(RequestValidationError)
    def on_invalid_request(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return error_response(request, "invalid_request", f"{where}: {first['msg']}. Correct it and ask again.", 422)

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> Response:
        code = HTTPStatus(error.status_code).name.lower()
        message = f"{HTTPStatus(error.status_code).phrase}: there is nothing to be had here in this way."
        return error_response(request, code, message, error.status_code)

    @app.exception_handler(Exception)
    def on_any_error(request: Request, error: Exception) -> Response:
        logger.error("a request failed", exc_info=error)
        return error_response(request, "internal", "The server failed. Its log says where; nothing was stored.", 500)


def error_response(request: Request, code: str, message: str, status: int) -> Response:
    """Return an error as JSON under /api, as a page elsewhere."""
    if request.url.path.startswith(("/api", "/static")):
        return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
    return error_page(request, code, message, status)
