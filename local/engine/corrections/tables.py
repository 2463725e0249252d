"""DynamoDB: the settings of a template's tables, and what time to live takes away."""

import threading

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from . import correction

TABLE_TYPES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


def _yes(value):
    return value in (True, "true")


def _set_time_to_live(table, properties):
    wanted = properties.get("TimeToLiveSpecification") or {}
    if _yes(wanted.get("Enabled")):
        dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": {
            "Enabled": True, "AttributeName": wanted["AttributeName"]}})


def _set_recovery(table, properties):
    replicas = [replica.get("PointInTimeRecoverySpecification") for replica in properties.get("Replicas", [])]
    wanted = [one for one in [properties.get("PointInTimeRecoverySpecification"), *replicas] if one]
    if any(_yes(one.get("PointInTimeRecoveryEnabled")) for one in wanted):
        dynamodb._update_continuous_backups({"TableName": table, "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": True}})


@correction("table-settings")
def table_settings():
    """MiniStack drops a template's TTL and point-in-time recovery without a word."""

    def creating(create):
        def create_whole(logical_id, properties, stack_name):
            created = create(logical_id, properties, stack_name)
            _set_time_to_live(created[0], properties)
            _set_recovery(created[0], properties)
            return created

        return create_whole

    for kind in TABLE_TYPES:
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = creating(handlers["create"])


REAPER = "dynamodb-ttl-reaper"
# GetRecords names them with capitals, the event of a function without.
SERVICE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com",
           "type": "Service", "principalId": "dynamodb.amazonaws.com"}


@correction("expired-items")
def expired_items():
    """An item that time to live takes away leaves a REMOVE record in the table's stream, with DynamoDB itself as the one
    who did it. MiniStack takes it away without a word."""
    from ministack.core.responses import _request_account_id, _request_region

    remove = dynamodb._remove_item

    def remove_and_tell(table, partition, sort):
        gone = remove(table, partition, sort)
        if gone is None or threading.current_thread().name != REAPER:
            return gone
        _, _, _, region, account, _ = table["TableArn"].split(":", 5)
        # Nobody has asked for this, so there is no request that says whose streams these are.
        _request_account_id.set(account)
        _request_region.set(region)
        name = table["TableName"]
        before = len(dynamodb._stream_records.get(name, []))
        dynamodb._emit_stream_event(name, "REMOVE", gone, None)
        for record in dynamodb._stream_records.get(name, [])[before:]:
            record["userIdentity"] = SERVICE
        return gone

    dynamodb._remove_item = remove_and_tell
