"""HTTP API: the CORS configuration of a template."""

from ministack.services.cloudformation import provisioners

from . import correction


def _camel_cors(properties):
    cors = properties.get("CorsConfiguration")
    if not isinstance(cors, dict):
        return properties
    named = {name[0].lower() + name[1:]: int(value) if name == "MaxAge" else value for name, value in cors.items()}
    return {**properties, "CorsConfiguration": named}


@correction("http-cors")
def cors():
    """A template's CorsConfiguration keeps its capital letters in MiniStack and is then not found: every preflight is
    refused."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]

    def with_cors(handle):
        return lambda *arguments, **options: handle(
            *[_camel_cors(one) if isinstance(one, dict) else one for one in arguments], **options)

    for step in ("create", "update"):
        handlers[step] = with_cors(handlers[step])
