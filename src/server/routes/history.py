"""The pages of lifters and of what they lifted. Plain functions: they read the store and run in a worker thread."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from model.history import Experience
from model.stop import Goal
from server.advice_view import advice_cards
from server.coach import UNTOLD_TARGET, target_words
from server.edits import Edit, EditKind
from server.errors import ServerError
from server.fields import number_in
from server.history_view import history_view
from server.lifters import About, Lifter
from server.pages import render
from server.services import StoreDep
from server.store import now
from server.telling import clean_exercise
from server.words import GOAL_WORDS, exercise_words

router = APIRouter(include_in_schema=False)

SEE_OTHER = 303
"""HTTP status after a form: the browser asks for the next page with GET."""

MOST_WEEKS = 1040
"""Twenty years [weeks]."""

USUAL_WEEKS = 12
"""How far back a history goes unless asked [weeks]."""

GOALS = (*((goal.value, words) for goal, words in GOAL_WORDS.items()), (Goal.OWN.value, "Own"))
"""Goals as the form writes them; an own goal needs an own place to stop."""

NOBODY = Lifter(id=0, name="Nobody told")
"""Stands for the sets of which nobody told whose they are: somebody who lifts alone need not tell."""

LifterId = Annotated[int, Path(ge=0, le=10**12)]
SomeoneId = Annotated[int, Path(ge=1, le=10**12)]
Word = Annotated[str, Form(max_length=100)]
Short = Annotated[str, Form(max_length=20)]
Weeks = Annotated[int, Form(ge=0, le=MOST_WEEKS)]
SessionName = Annotated[str, Form(max_length=64)]


def told_about(
    experience: Short = "",
    safeties: Short = "",
    goal: Short = "",
    stop_loss_percent: Short = "",
    stop_reps_in_reserve: Short = "",
) -> About:
    """Return what a form tells of a lifter; an empty field tells nothing."""
    loss_percent = number_in(stop_loss_percent, "loss", float)
    reserve = number_in(stop_reps_in_reserve, "number of reps", int)
    try:
        return About(
            experience=Experience(experience) if experience else None,
            safeties={"yes": True, "no": False, "": None}[safeties],
            goal=Goal(goal) if goal else None,
            stop_loss_frac=None if loss_percent is None else loss_percent / 100,
            stop_reps_in_reserve=None if reserve is None else int(reserve),
        )
    except (ValueError, KeyError) as error:
        raise ServerError("bad_field", "A field holds what cannot be chosen. Choose again.", status=422) from error


AboutForm = Annotated[About, Depends(told_about)]


@router.get("/lifters", response_class=HTMLResponse)
def lifters(store: StoreDep) -> Response:
    """Show everyone and what they lift, with the form to add one."""
    people = [(one, store.history.lifts(one.id)) for one in store.lifters.all()]
    if nobodys := store.history.lifts(None):
        people.append((NOBODY, nobodys))
    return render("lifters.html", active="lifters", lifters=people, experiences=list(Experience), goals=GOALS)


@router.post("/lifters")
def add_lifter(store: StoreDep, name: Word, about: AboutForm) -> Response:
    """Keep a new lifter and show their page."""
    return RedirectResponse(f"/lifters/{store.lifters.add(name, about).id}", SEE_OTHER)


@router.get("/lifters/{lifter_id}", response_class=HTMLResponse)
def lifter(lifter_id: LifterId, store: StoreDep) -> Response:
    """Show one lifter: lifts, what they told, and what the last session says."""
    one = store.lifters.get(lifter_id) if lifter_id else NOBODY
    target = one.about.target
    # Whose the sets of nobody are is not known, so nothing is advised from them all.
    advice = advice_cards(store.history.past_sets(lifter_id), one, now().date()) if lifter_id else ()
    return render(
        "lifter.html",
        active="lifters",
        lifter=one,
        told=target is not None,
        stop=target_words(target or UNTOLD_TARGET).removeprefix("stop ").removeprefix("at "),
        lifts=store.history.lifts(lifter_id or None),
        advice=advice,
        experiences=list(Experience),
        goals=GOALS,
    )


@router.post("/lifters/{lifter_id}")
def change_lifter(lifter_id: SomeoneId, store: StoreDep, name: Word, about: AboutForm) -> Response:
    """Keep what a lifter tells and show their page again."""
    store.lifters.change(lifter_id, name=name, about=about)
    return RedirectResponse(f"/lifters/{lifter_id}", SEE_OTHER)


@router.post("/lifters/{lifter_id}/delete")
def delete_lifter(lifter_id: SomeoneId, store: StoreDep) -> Response:
    """Delete a lifter; their sets stay as sets of nobody."""
    store.delete_lifter(lifter_id)
    return RedirectResponse("/lifters", SEE_OTHER)


@router.get("/lifters/{lifter_id}/history", response_class=HTMLResponse)
def history(
    lifter_id: LifterId,
    store: StoreDep,
    exercise: Annotated[str, Query(max_length=100)],
    weeks: Annotated[int, Query(ge=0, le=MOST_WEEKS)] = USUAL_WEEKS,
) -> Response:
    """Show the history of one lift; `weeks` of 0 is all of it."""
    one = store.lifters.get(lifter_id) if lifter_id else NOBODY
    owner = lifter_id or None
    lift = clean_exercise(exercise) or ""
    sets = store.history.past_sets(owner, lift)
    if not sets:
        words = exercise_words(lift) if lift else "That lift"
        raise ServerError("not_found", f"{words} was never lifted by {one.name}. Nothing is shown.", status=404)
    view = history_view(
        one, lift, sets, today=now().date(), weeks=weeks or None, put_back=store.history.put_back(owner)
    )
    return render("history.html", active="lifters", view=view, lifts=store.history.lifts(owner))


@router.post("/lifters/{lifter_id}/put-back")
def put_back(
    lifter_id: LifterId,
    store: StoreDep,
    exercise: Word,
    session: SessionName,
    number: Annotated[int, Form(alias="set", ge=1, le=10_000)],
    weeks: Weeks = USUAL_WEEKS,
) -> Response:
    """Let a set count in the load-velocity line, whatever speaks against it."""
    _, kept = store.kept(session)
    if number > len(kept.edited.sets):
        raise ServerError("nothing_there", "The session has no such set. Load the page anew.", status=409)
    span = kept.edited.sets[number - 1].result
    store.edits.add(session, Edit(kind=EditKind.PUT_BACK, start_s=span.start_s, end_s=span.end_s))
    return _again(lifter_id, exercise, weeks)


@router.post("/lifters/{lifter_id}/leave-out")
def leave_out(
    lifter_id: LifterId,
    store: StoreDep,
    exercise: Word,
    session: SessionName,
    edit: Annotated[int, Form(ge=1, le=10**12)],
    weeks: Weeks = USUAL_WEEKS,
) -> Response:
    """Take back that a set counts in the load-velocity line."""
    store.edits.undo(session, edit)
    return _again(lifter_id, exercise, weeks)


def _again(lifter_id: int, exercise: str, weeks: int) -> Response:
    query = urlencode({"exercise": exercise, "weeks": weeks})
    return RedirectResponse(f"/lifters/{lifter_id}/history?{query}#left-out", SEE_OTHER)
