"""Starts MiniStack as Baton's local cloud, with corrections made from outside (no fork, no copied code).

Each module of `corrections` restores one part of AWS's behaviour; docs/local.md lists them and test/local guards each.
Environment: GATEWAY_PORT, BIND_HOST, AUTH and the like are MiniStack's own. Ours: BATON_RECORD=<file> writes every
authorised call as a JSON line; BATON_WITHOUT=<name,name> leaves corrections out, so that a test can show it notices.
"""

import os
import signal
import sys
import threading

import corrections
from corrections import definitions, http_api, lambdas, logs, mappings, permissions, placeholders, recorder, secret_store, sign_in, sockets, tables, workflows

PINNED = "1.5.33"


def require_pinned_version():
    """The corrections reach into private names, so another version is refused rather than half corrected."""
    from importlib.metadata import version

    found = version("ministack")
    if found != PINNED:
        sys.exit(f"The local cloud is written for ministack {PINNED}, found {found}: delete .venv and start again.")


def end_with_parent():
    """Our standard input is a pipe held by whoever started us. When it closes, even because that process was killed,
    the whole process group ends: MiniStack alone would leave its Node workers behind."""

    def watch():
        # Not through sys.stdin, whose lock a waiting thread would hold when the interpreter ends.
        while os.read(0, 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    if os.getpgrp() == os.getpid():
        threading.Thread(target=watch, daemon=True).start()


def main():
    require_pinned_version()
    end_with_parent()
    corrections.apply(without=os.environ.get("BATON_WITHOUT", ""))
    from ministack import app

    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main()
