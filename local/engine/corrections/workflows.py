"""Step Functions: waits with heartbeats and computed timeouts, failing and stopped executions, repeated starts."""

import contextvars
import json
import threading
import time

from ministack.core import iam_actions
from ministack.services import stepfunctions

from . import correction
from .permissions import role_may

# What the thread of an execution is doing just now; MiniStack passes neither to the functions we wrap.
_execution = contextvars.ContextVar("execution", default=None)
_token = contextvars.ContextVar("task token", default=None)


def _watch_heartbeat(token, seconds, done):
    """AWS counts HeartbeatSeconds from the last SendTaskHeartbeat, or from the start of the wait."""
    seen, since = None, time.monotonic()
    while not done.wait(0.05):
        wait = stepfunctions._task_tokens.get(token)
        if wait is None:
            continue
        if wait["heartbeat"] is not seen:
            seen, since = wait["heartbeat"], time.monotonic()
        if time.monotonic() - since > seconds:
            _fail(wait, "States.HeartbeatTimeout", "")
            return


def _fail(wait, error, cause):
    wait["error"] = {"Error": error, "Cause": cause}
    wait["event"].set()


@correction("workflow-heartbeat")
def heartbeats():
    """HeartbeatSeconds of a `.waitForTaskToken` is never enforced by MiniStack."""
    invoke = stepfunctions._invoke_with_callback

    def with_heartbeat(resource, input_data, token, state):
        done = threading.Event()
        if state.get("HeartbeatSeconds"):
            arguments = (token, float(state["HeartbeatSeconds"]), done)
            threading.Thread(target=_watch_heartbeat, args=arguments, daemon=True).start()
        try:
            return invoke(resource, input_data, token, state)
        finally:
            done.set()

    stepfunctions._invoke_with_callback = with_heartbeat


@correction("workflow-heartbeat-is-timeout")
def heartbeats_are_timeouts():
    """A catcher or retrier of `States.Timeout` also takes a missed heartbeat; MiniStack knows the narrower name alone."""
    matches = stepfunctions._error_matches

    def matches_both(error_equals, error):
        if error != "States.HeartbeatTimeout":
            return matches(error_equals, error)
        return error in error_equals or matches(error_equals, "States.Timeout")

    stepfunctions._error_matches = matches_both


@correction("workflow-computed-timeout")
def computed_timeouts():
    """TimeoutSeconds and HeartbeatSeconds may be JSONata expressions; MiniStack takes numbers only."""
    execute = stepfunctions._execute_task

    def with_computed_seconds(state, raw_input, execution, context):
        for field in ("TimeoutSeconds", "HeartbeatSeconds"):
            if isinstance(state.get(field), str):
                seconds = stepfunctions._jsonata_state_field(state, field, "number", raw_input, context)
                state = {**state, field: seconds}
        return execute(state, raw_input, execution, context)

    stepfunctions._execute_task = with_computed_seconds


# Before failing waits: a call that is not allowed is one of the ways in which a wait fails.
@correction("workflow-permission")
def machine_permissions():
    """A machine calls a function with its own role. MiniStack calls it without asking."""
    from ministack.services import lambda_svc

    call, execute = stepfunctions._call_lambda, stepfunctions._execute_task

    def execute_known(state, raw_input, execution, context):
        _execution.set(execution)
        return execute(state, raw_input, execution, context)

    def call_if_allowed(function, event):
        execution = _execution.get()
        machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
        _record, config, name = lambda_svc._get_func_record_for_ref(function)
        if machine and config and not role_may(machine["roleArn"], "lambda:InvokeFunction", config["FunctionArn"]):
            raise stepfunctions._ExecutionError(
                "Lambda.AWSLambdaException",
                f"User: {machine['roleArn']} is not authorized to perform: lambda:InvokeFunction on resource: {name}")
        return call(function, event)

    stepfunctions._execute_task = execute_known
    stepfunctions._call_lambda = call_if_allowed


@correction("workflow-failing-wait")
def failing_waits():
    """A function that throws while it is handed a task token fails its task; MiniStack swallows it and waits on."""
    invoke, call = stepfunctions._invoke_with_callback, stepfunctions._call_lambda

    def with_token(resource, input_data, token, state):
        _token.set(token)
        try:
            return invoke(resource, input_data, token, state)
        finally:
            _token.set(None)

    def call_and_fail(function, event):
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as failure:
            wait = stepfunctions._task_tokens.get(_token.get())
            if wait is not None:
                _fail(wait, failure.error, failure.cause)
            raise

    stepfunctions._invoke_with_callback = with_token
    stepfunctions._call_lambda = call_and_fail


@correction("workflow-stopped-execution")
def stopped_executions():
    """A stopped execution does nothing more, and its token is dead. In MiniStack it goes on when its token is answered."""
    execute, invoke = stepfunctions._execute_task, stepfunctions._invoke_with_callback
    stop = stepfunctions._stop_execution
    waiting = {}

    def end_if_stopped(execution):
        if execution is not None and execution.get("status") != "RUNNING":
            raise SystemExit  # ends this execution's thread only

    def execute_while_running(state, raw_input, execution, context):
        _execution.set(execution)
        try:
            return execute(state, raw_input, execution, context)
        finally:
            end_if_stopped(execution)

    def wait_while_running(resource, input_data, token, state):
        execution = _execution.get()
        arn = execution["executionArn"] if execution else None
        waiting[arn] = token
        try:
            return invoke(resource, input_data, token, state)
        finally:
            waiting.pop(arn, None)
            end_if_stopped(execution)

    def stop_and_wake(data):
        answer = stop(data)
        wait = stepfunctions._task_tokens.pop(waiting.get(data.get("executionArn")), None)
        if answer[0] == 200 and wait is not None:
            wait["event"].set()
        return answer

    stepfunctions._execute_task = execute_while_running
    stepfunctions._invoke_with_callback = wait_while_running
    stepfunctions._stop_execution = stop_and_wake


@correction("workflow-repeated-start")
def repeated_starts():
    """StartExecution with the name and input of a running execution returns that one; MiniStack answers
    ExecutionAlreadyExists. It also takes names with `#` and `:` that AWS refuses."""
    start = stepfunctions._start_execution

    def start_once(data, *more, **options):
        name = data.get("name")
        if name is None:
            return start(data, *more, **options)
        if not 1 <= len(name) <= 80 or not all(letter.isalnum() or letter in "-_" for letter in name):
            return stepfunctions.error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
        machine = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
        running = machine and stepfunctions._executions.get(
            machine.replace(":stateMachine:", ":execution:", 1) + ":" + name)
        same = running and json.loads(running.get("input") or "{}") == json.loads(data.get("input") or "{}")
        if same and running.get("status") == "RUNNING":
            answer = {"executionArn": running["executionArn"], "startDate": running["startDate"]}
            return stepfunctions.json_response(answer)
        return start(data, *more, **options)

    stepfunctions._start_execution = start_once


@correction("workflow-token-resource")
def token_resources():
    """SendTaskSuccess and its kin are authorised on the state machine that issued the token; MiniStack asks for `*`, which
    no policy on a machine grants. A token outlives its wait here, so that a dead one is refused as dead, not as forbidden."""
    invoke, extract = stepfunctions._invoke_with_callback, iam_actions.extract_resource_arn
    machine_of = {}

    def remember(resource, input_data, token, state):
        execution = _execution.get()
        if execution:
            machine_of[token] = execution["stateMachineArn"]
        return invoke(resource, input_data, token, state)

    def resource_of(service, method, path, headers, body, *rest, **options):
        arn = extract(service, method, path, headers, body, *rest, **options)
        if service != "states" or arn != "*" or ".SendTask" not in headers.get("x-amz-target", ""):
            return arn
        try:
            return machine_of.get(json.loads(body).get("taskToken"), arn)
        except ValueError:
            return arn

    stepfunctions._invoke_with_callback = remember
    iam_actions.extract_resource_arn = resource_of
