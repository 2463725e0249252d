"""Event source mappings: streams with partial failures, retries and bisection, FIFO queues with groups side by side."""

import threading
import time

from ministack.core.arn import parse_arn
from ministack.core.responses import _request_account_id, _request_region
from ministack.services import dynamodb, lambda_svc, sqs

from . import correction
from .permissions import role_may

POLL_SECONDS = 0.1
RETRY_SECONDS = 0.5
QUEUE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
STREAM_ACTIONS = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams")


class _Wake:
    """The poller's alarm clock, which never sleeps longer than POLL_SECONDS: MiniStack waits up to a second for a
    delayed or again visible message, since nobody rings for those."""

    def __init__(self, event):
        self.set, self.clear, self._wait = event.set, event.clear, event.wait

    def wait(self, seconds):
        return self._wait(min(seconds, POLL_SECONDS))


@correction("poll-latency")
def poll_latency():
    lambda_svc._esm_wake = _Wake(lambda_svc._esm_wake)
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = 0.01


@correction("fifo-groups")
def fifo_groups():
    """A FIFO mapping with batches of one runs different groups beside each other, each group in its own order (a
    group in flight is held back by the queue). MiniStack runs one message of the whole queue at a time."""
    concurrency = lambda_svc._sqs_esm_concurrency

    def by_group(mapping, function, config, queue=None):
        if (queue or {}).get("is_fifo") and mapping.get("BatchSize", 10) == 1:
            return concurrency(mapping, function, config, None)
        return concurrency(mapping, function, config, queue)

    lambda_svc._sqs_esm_concurrency = by_group


def _may_read(function, actions, source_arn):
    role = (function.get("config") or {}).get("Role", "")
    return all([role_may(role, action, source_arn) for action in actions])


@correction("queue-read-permission")
def queue_permissions():
    """A mapping reads its queue with the function's role. MiniStack reads without asking."""
    run = lambda_svc._run_sqs_batch

    def run_if_allowed(mapping, function, event, batch, queue_url, queue_name):
        if _may_read(function, QUEUE_ACTIONS, mapping["EventSourceArn"]):
            return run(mapping, function, event, batch, queue_url, queue_name)
        mapping["LastProcessingResult"] = "PROBLEM: The function's role may not read the queue"
        lambda_svc.logger.error("The role of %s may not read %s", mapping["FunctionName"], queue_name)

    lambda_svc._run_sqs_batch = run_if_allowed


class _Reader:
    """How far one mapping has read its stream, and how often it has failed where it stands."""

    def __init__(self):
        self.busy = False
        self.attempts = 0
        self.size = None  # smaller than the batch size while a failing batch is being bisected
        self.pause_until = 0.0

    def advance(self):
        self.attempts, self.size = 0, None

    def fail(self):
        self.attempts += 1
        self.pause_until = time.monotonic() + RETRY_SECONDS


_readers = {}
_positions = lambda_svc._dynamodb_stream_positions
_positions_lock = lambda_svc._dynamodb_stream_positions_lock


def _sequence(record):
    return record["dynamodb"]["SequenceNumber"]


def _first_failure(mapping, result, records):
    """The index of the first record that is to be read again: the length when all went well, 0 when all failed."""
    if result.get("error"):
        return 0
    body = result.get("body")
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []) or not isinstance(body, dict):
        return len(records)
    failed = {one.get("itemIdentifier") for one in body.get("batchItemFailures") or []}
    if not failed:
        return len(records)
    return next((index for index, record in enumerate(records) if _sequence(record) in failed), 0)


def _given_up(mapping, reader, records):
    """Why a batch is not tried again, in AWS's words for the on-failure destination; None while it is."""
    retries, age = mapping.get("MaximumRetryAttempts"), mapping.get("MaximumRecordAgeInSeconds")
    if retries is not None and int(retries) >= 0 and reader.attempts > int(retries):
        return "RetryAttemptsExhausted"
    oldest = min(float(record["dynamodb"].get("ApproximateCreationDateTime", time.time())) for record in records)
    if age is not None and int(age) > 0 and time.time() - oldest > int(age):
        return "MaximumRecordAgeExceeded"
    return None


def _move(mapping, position):
    with _positions_lock:
        _positions[mapping["UUID"]] = position


def _handle_failure(mapping, function, reader, raw, position, records, failed_at, result):
    """Reads on from the first failed record; halves the batch if asked; gives it up when its tries or its time end."""
    start = position + raw.index(records[failed_at])
    if failed_at > 0:
        reader.advance()
        _move(mapping, start)
    remaining = records[failed_at:]
    if mapping.get("BisectBatchOnFunctionError") and result.get("error") and len(remaining) > 1:
        reader.size = max(1, len(raw) // 2)
        reader.pause_until = time.monotonic() + RETRY_SECONDS
        return
    reader.fail()
    reason = _given_up(mapping, reader, remaining)
    if reason:
        lambda_svc._send_ddb_stream_failure_record(
            mapping, function, remaining, mapping["EventSourceArn"], result, reason)
        reader.advance()
        _move(mapping, position + len(raw))


def _run(mapping, function, reader, raw, position):
    try:
        records = lambda_svc._apply_filter_criteria(raw, mapping)
        result = lambda_svc._execute_function(function, {"Records": records}) if records else {}
        failed_at = _first_failure(mapping, result, records)
        if failed_at == len(records):
            reader.advance()
            mapping["LastProcessingResult"] = "OK"
            _move(mapping, position + len(raw))
            return
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        _handle_failure(mapping, function, reader, raw, position, records, failed_at, result)
    finally:
        reader.busy = False
        lambda_svc._esm_wake.set()


def _source(mapping):
    """The table of a mapping on a DynamoDB stream that is still that table's stream, else None."""
    spec = parse_arn(mapping.get("EventSourceArn", ""))
    found = lambda_svc._dynamodb_stream_table_from_arn_spec(spec) if spec.service == "dynamodb" else None
    table = found and dynamodb._tables.get(found[0])
    return found[0] if table and table.get("LatestStreamArn") == mapping["EventSourceArn"] else None


def _position(mapping, table):
    horizon, end = dynamodb.stream_start_position(table), dynamodb.stream_end_position(table)
    with _positions_lock:
        first = horizon if mapping.get("StartingPosition", "LATEST") == "TRIM_HORIZON" else end
        position = max(_positions.get(mapping["UUID"], first), horizon)
        _positions[mapping["UUID"]] = position
    return position


def _poll_mapping(mapping):
    """Starts one batch of one mapping in a thread of its own, unless one is still running."""
    table = _source(mapping)
    function, _config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    reader = _readers.setdefault(mapping["UUID"], _Reader())
    if table is None or function is None or reader.busy or reader.pause_until > time.monotonic():
        return False
    position = _position(mapping, table)
    size = reader.size or mapping.get("BatchSize", 100)
    raw = list(dynamodb.stream_records_since(table, position, size))
    if not raw or not _may_read(function, STREAM_ACTIONS, mapping["EventSourceArn"]):
        return False
    reader.busy = True
    lambda_svc.spawn_background(_run, mapping, function, reader, raw, position, thread_name="stream-mapping")
    return True


@correction("stream-mappings")
def stream_mappings():
    """Each mapping of a stream has its own thread, reports of failed items are honoured, a failing batch is retried,
    bisected, and given up to its on-failure destination; the function's role must be allowed to read. MiniStack runs
    all mappings in one thread, ignores partial failures and repeats a failing batch until its records are too old."""

    def poll():
        started = False
        for account, region, mapping in lambda_svc._iter_all_esms():
            if not mapping.get("Enabled", True) or ":dynamodb:" not in mapping.get("EventSourceArn", ""):
                continue
            account_token, region_token = _request_account_id.set(account), _request_region.set(region)
            try:
                started = _poll_mapping(mapping) or started
            finally:
                _request_account_id.reset(account_token)
                _request_region.reset(region_token)
        return started

    lambda_svc._poll_dynamodb_streams = poll
