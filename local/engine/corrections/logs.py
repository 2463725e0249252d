"""CloudWatch Logs: subscription filters with JSON patterns, delivered with permission."""

import base64
import contextvars
import gzip
import json
import re
import threading

from ministack.core.responses import get_account_id, new_uuid
from ministack.services import cloudwatch_logs, lambda_svc

from . import correction
from .permissions import function_lets_in

_CLAUSE = re.compile(r"^\(*\s*\$\.([\w.\-]+)\s*(=|!=|>=|<=|>|<)\s*(.+?)\s*\)*$")
_EXISTENCE = re.compile(r"^\(*\s*\$\.([\w.\-]+)\s+(EXISTS|NOT EXISTS|IS NULL)\s*\)*$", re.IGNORECASE)
_MISSING = object()


def _value_at(event, path):
    for name in path.split("."):
        if not isinstance(event, dict) or name not in event:
            return _MISSING
        event = event[name]
    return event


def _compare(found, operator, wanted):
    """One comparison of AWS's JSON patterns: text in quotes or with `*`, or a number."""
    if found is _MISSING:
        return False
    if wanted == "*":
        return operator == "="
    text = wanted.strip('"')
    if operator in ("=", "!="):
        pattern = ".*".join(re.escape(part) for part in text.split("*"))
        written = json.dumps(found) if isinstance(found, (bool, int, float)) else str(found)
        return bool(re.fullmatch(pattern, written, re.DOTALL)) is (operator == "=")
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return False
    number = float(text)
    return {">": found > number, "<": found < number, ">=": found >= number, "<=": found <= number}[operator]


def _clause_matches(event, clause):
    if existence := _EXISTENCE.match(clause):
        found, word = _value_at(event, existence[1]), existence[2].upper()
        return {"EXISTS": found is not _MISSING, "NOT EXISTS": found is _MISSING, "IS NULL": found is None}[word]
    comparison = _CLAUSE.match(clause)
    if not comparison:
        raise ValueError(f"Unsupported clause in a filter pattern: {clause}")
    return _compare(_value_at(event, comparison[1]), comparison[2], comparison[3])


def json_pattern_matches(pattern, message):
    """`{ $.a = "x" && ($.b > 1 || $.c = *) }`: conjunctions and disjunctions, one level of brackets."""
    try:
        event = json.loads(message)
    except (ValueError, TypeError):
        return False
    if not isinstance(event, dict):
        return False
    inside = pattern.strip()[1:-1].strip()
    return any(all(_clause_matches(event, clause.strip()) for clause in part.split("&&"))
               for part in inside.split("||"))


@correction("json-log-filters")
def json_filters():
    """`{ $.meters = * }` selects JSON lines by their fields; MiniStack looks for the letters `.meters` in the line."""
    matches = cloudwatch_logs._subscription_pattern_matches

    def matches_json(pattern, message):
        if pattern and pattern.strip().startswith("{"):
            return json_pattern_matches(pattern, message)
        return matches(pattern, message)

    cloudwatch_logs._subscription_pattern_matches = matches_json


# Matched lines wait this long for company, so that one delivery carries a batch, as on AWS.
BATCH_SECONDS = 0.2
_batches = {}
_batches_lock = threading.Lock()


def _may_deliver(group, one, function):
    arn = group["arn"]
    if function_lets_in(function, "logs.amazonaws.com", arn if arn.endswith(":*") else f"{arn}:*"):
        return True
    cloudwatch_logs.logger.warning("Subscription filter %s: the policy of %s does not let logs.amazonaws.com in",
                                   one["filterName"], one["destinationArn"])
    return False


def _deliver(key):
    """Hands one batch to the function in AWS's envelope: gzip, then base64."""
    with _batches_lock:
        batch = _batches.pop(key)
    group, one, stream, events = batch["group"], batch["filter"], batch["stream"], batch["events"]
    function = lambda_svc._functions.get(one["destinationArn"].split(":function:")[-1].split(":")[0])
    if function is None or not _may_deliver(group, one, function):
        return
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": get_account_id(),
        "logGroup": one["logGroupName"],
        "logStream": stream,
        "subscriptionFilters": [one["filterName"]],
        "logEvents": events,
    }
    data = base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()
    lambda_svc._execute_function_with_config_scope(function, {"awslogs": {"data": data}})


def _collect(group, one, stream, events):
    key = (group["arn"], one["filterName"])
    with _batches_lock:
        batch = _batches.get(key)
        if batch:
            batch["events"].extend(events)
            return
        _batches[key] = {"group": group, "filter": one, "stream": stream, "events": events}
    context = contextvars.copy_context()
    timer = threading.Timer(BATCH_SECONDS, lambda: context.run(_deliver, key))
    timer.daemon = True
    timer.start()


@correction("log-filter-delivery")
def filter_delivery():
    """Lines are delivered in batches, and only to a function whose policy lets `logs.amazonaws.com` in for that log
    group. MiniStack makes one call for each invocation and asks nobody. (AWS refuses the filter itself; here the
    engine's log says why nothing comes.)"""

    def fan_out(group_name, stream_name, events):
        group = cloudwatch_logs._log_groups.get(group_name) or {}
        for one in (group.get("subscriptionFilters") or {}).values():
            function = one.get("destinationArn", "").partition(":function:")[2]
            if not function or group_name == f"/aws/lambda/{function}":
                continue  # a function fed with its own lines would never end
            matched = [
                {"id": new_uuid().replace("-", ""), "timestamp": event["timestamp"], "message": event["message"]}
                for event in events
                if cloudwatch_logs._subscription_pattern_matches(one.get("filterPattern", ""), event["message"])
            ]
            if matched:
                _collect(group, one, stream_name, matched)

    cloudwatch_logs._fanout_to_subscription_filters = fan_out
