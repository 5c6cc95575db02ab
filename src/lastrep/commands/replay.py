"""`lastrep replay`: a recording through the engine into the live page, as if it were being lifted now."""

from pathlib import Path
from typing import Annotated

import typer

from lastrep.commands.analyze import check_exercise
from lastrep.commands.progress import shown_progress
from lastrep.commands.serving import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    BrowserOption,
    DataOption,
    HostOption,
    LifterOption,
    LoadOption,
    NetworkOption,
    PortOption,
    make_settings,
    one_line_errors,
    open_store,
    serve_pages,
)

SpeedOption = Annotated[
    float, typer.Option("--speed", min=0.0, max=1000.0, help="Times as fast as recorded; 0 is as fast as possible.")
]


def run(
    file: Annotated[Path, typer.Argument(help="A recording; of a MetaBase pair the Accelerometer file.")],
    speed: SpeedOption = 1.0,
    exercise: Annotated[
        str | None, typer.Option("--exercise", "-e", callback=check_exercise, help="What was lifted, if known.")
    ] = None,
    lifter: LifterOption = None,
    load_kg: LoadOption = None,
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    data: DataOption = None,
    no_browser: BrowserOption = False,
    allow_network: NetworkOption = False,
) -> None:
    """Play a recording into the live page, and keep it as a session."""
    from sensing.importers import read_recording

    settings = make_settings(data, host, port, allow_network)
    with shown_progress(f"read {file.name}") as progress:
        recording = read_recording(file, progress=lambda done: progress(done, 1.0))
    with one_line_errors():
        from server.app import make_hub
        from server.player import Pace, Player
        from server.run import listen

        with open_store(settings) as store, listen(settings) as listener:
            hub = make_hub(settings)
            player = Player(
                recording,
                store=store,
                hub=hub,
                exercise=exercise,
                load_kg=load_kg or None,
                lifter_id=None if lifter is None else store.lifters.find_or_add(lifter).id,
                pace=Pace(speed=speed),
                block_s=settings.block_s,
            )
            path = f"/live/{player.begin()}"
            serve_pages(settings, store, listener, hub=hub, jobs=[player.run], path=path, browser=not no_browser)
