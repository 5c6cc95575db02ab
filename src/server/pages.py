"""Renders the pages; every text is escaped, for file names and reasons come from outside."""

from functools import cache

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from server.words import count_words, duration_words, exercise_words, reps_words, sentence_words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("server", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(duration=duration_words, exercise=exercise_words, sentence=sentence_words)
    environment.globals.update(count_words=count_words, reps_words=reps_words)
    return environment


def render(template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Return a page made of a template."""
    return HTMLResponse(_environment().get_template(template).render(**context), status_code=status)


def error_page(request: Request, code: str, message: str, status: int) -> HTMLResponse:
    """Return the page that says what happened and which ways lead on."""
    title = {
        "not_found": "There is nothing here",
        "too_large": "The file is too large",
        "no_file": "No file was chosen",
        "internal": "The server failed",
    }.get(code, "This was not done")
    if request.url.path == "/upload" and code not in ("too_large", "no_file"):
        title = "The recording was not read"
    return render("error.html", status=status, active="home", title=title, message=message)
