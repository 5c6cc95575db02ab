"""The report of one kept session: what `lastrep analyze --json` prints, and what people said beside it."""

from model.report import Json, session_report
from server.beside import contexts_of
from server.edited import with_edits
from server.store import Store


def found_report(store: Store, session_id: str) -> Json:
    """Return the report of a session as the engine found it, whatever was said since."""
    info, kept = store.kept(session_id)
    return {"id": session_id, **session_report(kept.found, notes=info.notes)}


def edited_report(store: Store, session_id: str) -> Json:
    """Return the report of a session with the edits in force."""
    info, kept = store.kept(session_id)
    session = kept.edited
    names = {one.id: one.name for one in store.lifters.all()}
    contexts = contexts_of(store, kept)
    report = session_report(with_edits(kept.found, session), notes=info.notes, contexts=contexts)
    for set_report, one in zip(report["sets"], session.sets, strict=True):
        told = one.told
        set_report |= {
            "load_kg": told.load_kg,
            "lifter_id": told.lifter_id,
            "lifter": None if told.lifter_id is None else names.get(told.lifter_id),
            "label": told.label,
            "felt_rir": told.felt_rir,
            "untimed_reps": one.untimed_reps,
            "edited": one.edited,
        }
    return {"id": session_id, **report, "edited": session.edited}
