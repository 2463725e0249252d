"""Resource types without behaviour here, accepted so that the templates stay as they are on AWS."""

from ministack.services.cloudformation import provisioners

from . import correction

TYPES = (
    "AWS::WAFv2::WebACLAssociation",
    "AWS::Logs::QueryDefinition",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Events::Archive",
    "AWS::XRay::Group",
    "AWS::Budgets::Budget",
    "AWS::Bedrock::Guardrail",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::SecretsManager::ResourcePolicy",
)


def _create(logical_id, properties, stack_name):
    name = f"{stack_name}-{logical_id}"
    return name, {"Arn": f"arn:aws:placeholder:us-east-1:000000000000:{name}"}


@correction("placeholder-types")
def placeholder_types():
    """MiniStack refuses a whole stack for a type it does not know."""
    for kind in TYPES:
        provisioners._RESOURCE_HANDLERS.setdefault(kind, {
            "create": _create,
            "update": lambda physical_id, old, new, stack_name: (physical_id, {}),
            "delete": lambda physical_id, properties: None,
        })


def _on_first_metric(properties):
    if not properties.get("Metrics"):
        return properties
    plain = next(one["MetricStat"] for one in properties["Metrics"] if one.get("MetricStat"))
    rest = {name: value for name, value in properties.items() if name != "Metrics"}
    return {**rest, **plain["Metric"], "Period": plain["Period"], "Statistic": plain["Stat"]}


@correction("metric-math-alarm")
def metric_math_alarms():
    """An alarm on metric math is kept as an alarm on its first plain metric: it exists, but never fires on the
    expression. MiniStack fails the stack."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]

    def with_plain_metric(handle):
        return lambda *arguments, **options: handle(
            *[_on_first_metric(one) if isinstance(one, dict) else one for one in arguments], **options)

    for step in ("create", "update"):
        if handlers.get(step):
            handlers[step] = with_plain_metric(handlers[step])
