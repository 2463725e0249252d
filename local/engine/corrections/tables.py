"""DynamoDB tables of a template: time to live and point-in-time recovery."""

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
