"""Secrets Manager: what `Ref` of a secret means."""

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

from . import correction


def _name(physical_id):
    return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == physical_id), physical_id)


@correction("secret-reference")
def secret_reference():
    """`Ref` of a secret is its ARN; in MiniStack it is its name, so a policy that names the secret names nothing."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def create_with_arn(logical_id, properties, stack_name):
        _, attributes = create(logical_id, properties, stack_name)
        return attributes["Arn"], attributes

    def update_with_arn(physical_id, old, new, stack_name, logical_id=None):
        _, attributes = update(_name(physical_id), old, new, stack_name, logical_id)
        return attributes["Arn"], attributes

    handlers["create"] = create_with_arn
    handlers["update"] = update_with_arn
    handlers["delete"] = lambda physical_id, properties: delete(_name(physical_id), properties)
