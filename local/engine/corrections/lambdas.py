"""Lambda: one execution environment for each concurrent call, on every way in."""

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
