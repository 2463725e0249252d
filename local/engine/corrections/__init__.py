"""Corrections of MiniStack, each a function with a name, applied once before the server starts."""

_registered = {}


def correction(name):
    """Registers a function that changes MiniStack from outside; `name` is what docs/local.md and BATON_WITHOUT call it."""

    def register(function):
        if name in _registered:
            raise ValueError(f"Two corrections are called {name}")
        _registered[name] = function
        return function

    return register


def apply(without=""):
    left_out = {name for name in without.split(",") if name}
    unknown = left_out - set(_registered)
    if unknown:
        raise SystemExit(f"BATON_WITHOUT names {sorted(unknown)}; there are: {', '.join(sorted(_registered))}")
    for name, function in _registered.items():
        if name not in left_out:
            function()
