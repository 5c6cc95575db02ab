"""Sensors that are understood, one module each: how to start them, and what their bytes mean.

A new sensor is one new module here with a `PROFILE`, and one row of the contract test; `profiles` finds it by itself.
"""

import importlib
import pkgutil
from functools import cache

from sensing.decoders.profile import Profile


@cache
def profiles() -> tuple[Profile, ...]:
    """Every sensor that is understood, the best suited to live lifting first.

    Examples
    --------
    >>> [profile.kind for profile in profiles()]
    ['lastrep', 'movesense', 'metamotion', 'witmotion', 'polar']
    """
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    known: list[Profile] = [module.PROFILE for module in modules if hasattr(module, "PROFILE")]
    return tuple(sorted(known, key=lambda profile: profile.order))


def profile_for(kind: str) -> Profile:
    """The sensor of this kind.

    Raises
    ------
    KeyError
        When there is none.
    """
    return {profile.kind: profile for profile in profiles()}[kind]
