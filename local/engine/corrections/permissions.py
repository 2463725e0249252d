"""IAM: batch actions, and the calls that AWS's own services make with a role of the template."""

from ministack.core import iam_actions, iam_evaluator

from . import correction

# Set by the recorder; called with role, action, resource for every call of a role that was allowed.
allowed_call = None


def role_may(role_arn, action, resource_arn):
    """Whether the policies of a role allow what a service is about to do in its name. True where IAM is off."""
    from ministack import app
    from ministack.core.responses import get_account_id, get_region

    if not app.AUTH:
        return True
    account, role = get_account_id(), role_arn.rsplit("/", 1)[-1]
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/service", principal_type="AssumedRole",
        principal_account=account, action=action, resource_arn=resource_arn, region=get_region())
    policies = iam_evaluator._gather_role_policies(role, account)
    allowed = iam_evaluator.evaluate(context, policies).decision == "Allow"
    if allowed and allowed_call:
        allowed_call(role, action, resource_arn)
    return allowed


def function_lets_in(function_record, service, source_arn):
    """Whether a function's resource policy lets an AWS service (`logs.amazonaws.com`) invoke it for a source."""
    from ministack import app
    from ministack.core.responses import get_account_id, get_region

    if not app.AUTH:
        return True
    account = get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=service, principal_type="Service", principal_account=account, action="lambda:InvokeFunction",
        resource_arn=function_record["config"]["FunctionArn"], region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": account})
    policy = function_record.get("policy")
    return iam_evaluator.evaluate_resource_policy(policy, context, service=service).decision == "Allow"


@correction("batch-permissions")
def batch_actions():
    """AWS authorises SendMessageBatch and the like by the single action; MiniStack asks for an action of that name,
    which no policy can grant."""
    extract = iam_actions.extract_iam_action

    def single(*arguments, **options):
        action = extract(*arguments, **options)
        if isinstance(action, str) and action.startswith("sqs:"):
            return action.replace("MessageBatch", "Message").replace("VisibilityBatch", "Visibility")
        return action

    iam_actions.extract_iam_action = single


@correction("secure-transport")
def loopback_is_secure():
    """Templates deny whatever does not come by TLS. On AWS the SDK always does; here the loopback stands for it."""
    resolve = iam_evaluator._resolve_condition_key

    def resolved(key, context):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolved
