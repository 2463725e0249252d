"""Lambda: one execution environment for each concurrent call, on every way in; new code for the next call."""

import contextvars
import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from . import correction


class _Invocation:
    """What the WebSocket API takes for a worker. Each call goes the way of every other: a free execution environment,
    a concurrency slot, log lines, a trace id."""

    def __init__(self, function, config, code, qualifier="$LATEST"):
        stored = lambda_svc._functions.get(function) or {}
        self.record = {**stored, "config": config, "code_zip": code}

    def invoke(self, event, _request_id, **_options):
        result = lambda_svc._execute_function(self.record, event)
        if result.get("error"):
            body = result.get("body")
            return {"status": "error", "error": body.get("errorMessage", "") if isinstance(body, dict) else str(body)}
        return {"status": "ok", "result": result.get("body")}


@correction("socket-workers")
def socket_workers():
    """Calls of one function from several sockets run beside each other and are logged; MiniStack runs them in line on
    one worker, without logs and traces."""
    lambda_runtime.get_or_create_worker = _Invocation


@correction("code-update")
def code_updates():
    """New code serves the calls that begin after UpdateFunctionCode; one that is running ends with the code it began
    with. MiniStack kills it, answers only when every process of the old code is gone, and may give a call that begins
    meanwhile the old code for good."""
    update, kill = lambda_svc._update_code, lambda_runtime.kill_workers
    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    updating = contextvars.ContextVar("an update of code", default=False)
    retired = set()

    def end(workers):
        threading.Thread(target=kill, args=(workers,), daemon=True).start()

    def update_code(name, data):
        token = updating.set(True)
        try:
            return update(name, data)
        finally:
            updating.reset(token)

    def kill_or_retire(workers):
        if not updating.get():
            return kill(workers)
        with lambda_runtime._lock:
            busy = {one for one in workers if one.in_use}
            retired.update(busy)
        end([one for one in workers if one not in busy])

    def acquire_current(function, config, code, qualifier="$LATEST", max_concurrency=None):
        while True:
            stored = lambda_svc._functions.get(function) if qualifier == "$LATEST" else None
            current = stored["code_zip"] if stored else code
            worker, how = acquire(function, config, current, qualifier=qualifier, max_concurrency=max_concurrency)
            if worker is None or worker.code_zip == current:
                return worker, how
            _leave_pool(worker)
            end([worker])

    def release_or_end(worker):
        release(worker)
        with lambda_runtime._lock:
            gone = worker in retired
            retired.discard(worker)
        if gone:
            end([worker])

    lambda_svc._update_code = update_code
    lambda_runtime.kill_workers = kill_or_retire
    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker = acquire_current
        module.release_worker = release_or_end


def _leave_pool(worker):
    with lambda_runtime._lock:
        for workers in lambda_runtime._workers.values():
            if worker in workers:
                workers.remove(worker)
