"""Writes what the cloud did as JSON lines to BATON_RECORD: every authorised call, every invocation.

A call:       {"at", "role", "action", "resource", "function", "trace", "requestId", "status", "units"?}
A service's:  {"at", "role", "action", "resource", "service": true}        (a machine, a mapping: with a role of ours)
An invocation:{"at", "invoked", "requestId", "trace", "ms", "memory", "error"}

`role` is the assumed role's name, or `root`. `units` are the consumed capacity units of a DynamoDB call, asked for
behind the caller's back so that they are always there: {"<table>": number}. `trace` joins a call to its invocation.
"""

import contextvars
import json
import os
import threading
import time

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import dynamodb, lambda_svc

from . import correction, permissions

_calls = contextvars.ContextVar("calls of this request", default=None)
_units = contextvars.ContextVar("capacity units of this request", default=None)
_trace = contextvars.ContextVar("trace of this invocation", default=None)
_lock = threading.Lock()


def _writer():
    path = os.environ.get("BATON_RECORD")
    if not path:
        return None
    file = open(path, "a", encoding="utf-8", buffering=1)

    def write(line):
        with _lock:
            file.write(json.dumps({"at": time.time(), **line}) + "\n")

    return write


def _caller(access_key):
    """(role, session): the session of a function's role is named after the function."""
    from ministack.core.responses import get_account_id

    principal = iam_evaluator.resolve_principal(access_key or "", get_account_id())
    arn = getattr(principal, "arn", "")
    if ":assumed-role/" not in arn:
        return "root", None
    return tuple(arn.split(":assumed-role/")[1].split("/", 1))


def _remember_allowed_calls():
    enforce = iam_evaluator.enforce

    def enforce_and_note(access_key, action, service, region, resource_arn="*", **options):
        denied = enforce(access_key, action, service, region, resource_arn=resource_arn, **options)
        calls = _calls.get()
        if not denied and calls is not None:
            calls.append((*_caller(access_key), action, resource_arn))
        return denied

    iam_evaluator.enforce = enforce_and_note


def _count_capacity():
    handle = dynamodb.handle_request

    async def handle_and_count(method, path, headers, body, query):
        try:
            wanted = json.loads(body)
        except ValueError:
            return await handle(method, path, headers, body, query)
        action = headers.get("x-amz-target", "").split(".")[-1]
        if _calls.get() is None or not action.endswith(("Item", "Items", "Query", "Scan", "Statement")):
            return await handle(method, path, headers, body, query)
        asked = wanted.get("ReturnConsumedCapacity", "NONE") != "NONE"
        counted = body if asked else json.dumps({**wanted, "ReturnConsumedCapacity": "TOTAL"}).encode()
        status, answer_headers, answer = await handle(method, path, headers, counted, query)
        return status, answer_headers, _without_capacity(answer, keep=asked)

    dynamodb.handle_request = handle_and_count


def _without_capacity(answer, keep):
    content = json.loads(answer) if answer else {}
    consumed = content.get("ConsumedCapacity")
    if consumed is None:
        return answer
    each = consumed if isinstance(consumed, list) else [consumed]
    _units.get().update({one["TableName"]: one["CapacityUnits"] for one in each})
    if keep:
        return answer
    del content["ConsumedCapacity"]
    return json.dumps(content).encode()


def _write_requests(write):
    serve = app.app

    async def serve_and_write(scope, receive, send):
        if scope["type"] != "http":
            return await serve(scope, receive, send)
        calls, units, answered = [], {}, {}
        _calls.set(calls)
        _units.set(units)

        async def send_and_note(message):
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                answered["headers"] = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            await send(message)

        await serve(scope, receive, send_and_note)
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        answer = answered.get("headers", {})
        for role, session, action, resource in dict.fromkeys(calls):
            write({
                "role": role,
                "function": session,
                "action": action,
                "resource": resource,
                "trace": headers.get("x-amzn-trace-id"),
                "requestId": answer.get("x-amzn-requestid"),
                "status": answered.get("status"),
                **({"units": units} if units else {}),
            })
            units = {}  # of the whole request, so counted with its first line only

    app.app = serve_and_write


def _write_invocations(write):
    dispatch, trace_of = lambda_svc._execute_function_dispatch, lambda_svc._xray_trace_id_for_invocation

    def dispatch_and_write(function, config, event, request_id, started):
        trace = trace_of(config)
        token = _trace.set(trace)
        try:
            result = dispatch(function, config, event, request_id, started)
        finally:
            _trace.reset(token)
        write({
            "invoked": config.get("FunctionName"),
            "requestId": request_id,
            "trace": trace,
            "ms": round((time.time() - started) * 1000, 1),
            "memory": config.get("MemorySize"),
            "error": bool(result.get("error")),
        })
        return result

    lambda_svc._execute_function_dispatch = dispatch_and_write
    lambda_svc._xray_trace_id_for_invocation = lambda config, inbound=None: _trace.get() or trace_of(config, inbound)


@correction("recorder")
def recorder():
    write = _writer()
    if write is None:
        return
    _remember_allowed_calls()
    _count_capacity()
    _write_requests(write)
    _write_invocations(write)
    permissions.allowed_call = lambda role, action, resource: write(
        {"role": role, "action": action, "resource": resource, "service": True})
