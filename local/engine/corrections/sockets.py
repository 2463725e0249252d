"""WebSocket API: route responses, error frames, limits, subprotocols, and `@connections` on the bare endpoint."""

import contextvars
import json

from ministack import app
from ministack.core import sigv4
from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

from . import correction

MESSAGE_LIMIT = 128 * 1024
FRAME_LIMIT_CODE = 1009


def _camel(properties):
    return {name[0].lower() + name[1:]: value for name, value in properties.items() if name not in ("ApiId", "RouteId")}


def _route_id(reference):
    """`Ref` of a route is `apiId/routeId` in MiniStack, the bare id on AWS."""
    return str(reference).split("/")[-1]


def _create_route_response(logical_id, properties, stack_name):
    status, _, body = apigateway._create_route_response(
        properties["ApiId"], _route_id(properties["RouteId"]), _camel(properties))
    answer = json.loads(body)
    if status >= 300:
        raise ValueError(answer.get("message", body))
    return answer["routeResponseId"], {"RouteResponseId": answer["routeResponseId"]}


def _update_route_response(physical_id, old, new, stack_name):
    if (old["ApiId"], old["RouteId"]) != (new["ApiId"], new["RouteId"]):
        return _create_route_response("", new, stack_name)
    apigateway._update_route_response(new["ApiId"], _route_id(new["RouteId"]), physical_id, _camel(new))
    return physical_id, {"RouteResponseId": physical_id}


def _delete_route_response(physical_id, properties):
    if properties.get("ApiId") in apigateway._apis:
        apigateway._delete_route_response(properties["ApiId"], _route_id(properties.get("RouteId")), physical_id)


@correction("route-response-type")
def route_response_type():
    """AWS::ApiGatewayV2::RouteResponse: MiniStack's API knows it, its CloudFormation does not."""
    provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::RouteResponse"] = {
        "create": _create_route_response, "update": _update_route_response, "delete": _delete_route_response}


@correction("route-response-only")
def answers_only_where_declared():
    """A function's body goes back to the client only where the route has a RouteResponse. MiniStack always sends it."""
    invoke = apigateway._invoke_ws_lambda

    async def invoke_and_withhold(api, account, region, route, stage, connection, event_type, *more, **options):
        answer = await invoke(api, account, region, route, stage, connection, event_type, *more, **options)
        declared = apigateway._route_responses.get(api, {}).get(route.get("routeId"))
        failed = isinstance(answer, dict) and answer.get("errorFrame")
        if event_type == "MESSAGE" and isinstance(answer, dict) and not declared and not failed:
            return {**answer, "body": ""}
        return answer

    apigateway._invoke_ws_lambda = invoke_and_withhold


@correction("error-frame")
def error_frames():
    """A function that throws makes API Gateway send its own frame, `Internal server error` with the connection and
    request ids, on every route. MiniStack sends the error's text to the customer."""
    invoke = apigateway._invoke_ws_lambda

    async def invoke_and_hide(api, account, region, route, stage, connection, event_type, message_id, *more, **options):
        answer = await invoke(api, account, region, route, stage, connection, event_type, message_id, *more, **options)
        thrown = isinstance(answer, dict) and set(answer) == {"statusCode", "body"} and answer["statusCode"] == 500
        if event_type == "MESSAGE" and thrown:
            frame = {"message": "Internal server error", "connectionId": connection, "requestId": message_id}
            return {"statusCode": 500, "errorFrame": True, "body": json.dumps(frame)}
        return answer

    apigateway._invoke_ws_lambda = invoke_and_hide


@correction("connection-context")
def connection_context():
    """`connectedAt` is the connection's own time in all its events, and `messageDirection` is there."""
    context_of, invoke = apigateway._ws_request_context, apigateway._invoke_ws_lambda
    connected = {}

    def context_with_time(api, route_key, stage, connection, *more):
        context = context_of(api, route_key, stage, connection, *more)
        return {**context, "connectedAt": connected.setdefault(connection, context["connectedAt"]),
                "messageDirection": "IN"}

    async def invoke_and_forget(api, account, region, route, stage, connection, event_type, *more, **options):
        try:
            return await invoke(api, account, region, route, stage, connection, event_type, *more, **options)
        finally:
            if event_type == "DISCONNECT":
                connected.pop(connection, None)

    apigateway._ws_request_context = context_with_time
    apigateway._invoke_ws_lambda = invoke_and_forget


@correction("subprotocol")
def subprotocols():
    """The handshake is answered with the Sec-WebSocket-Protocol that `$connect` returned; MiniStack never echoes one."""
    invoke, handle = apigateway._invoke_ws_lambda, apigateway.handle_websocket
    chosen = contextvars.ContextVar("subprotocol", default=None)

    async def invoke_and_keep(api, account, region, route, stage, connection, event_type, *more, **options):
        answer = await invoke(api, account, region, route, stage, connection, event_type, *more, **options)
        if event_type == "CONNECT":
            headers = {name.lower(): value for name, value in ((answer or {}).get("headers") or {}).items()}
            chosen.set(headers.get("sec-websocket-protocol"))
        return answer

    async def handle_with_protocol(scope, receive, send, *more, **options):
        async def send_chosen(message):
            if message["type"] == "websocket.accept" and chosen.get():
                message = {**message, "subprotocol": chosen.get()}
            await send(message)

        return await handle(scope, receive, send_chosen, *more, **options)

    apigateway._invoke_ws_lambda = invoke_and_keep
    apigateway.handle_websocket = handle_with_protocol


@correction("message-limit")
def message_limit():
    """A message over 128 KB closes the socket with 1009. MiniStack takes any size."""
    handle = apigateway.handle_websocket

    async def handle_limited(scope, receive, send, *more, **options):
        async def receive_limited():
            message = await receive()
            content = (message.get("text") or "").encode() or message.get("bytes") or b""
            if message.get("type") == "websocket.receive" and len(content) > MESSAGE_LIMIT:
                await send({"type": "websocket.close", "code": FRAME_LIMIT_CODE})
                return {"type": "websocket.disconnect", "code": FRAME_LIMIT_CODE}
            return message

        return await handle(scope, receive_limited, send, *more, **options)

    apigateway.handle_websocket = handle_limited


@correction("bare-connections")
def bare_connections():
    """An SDK client that knows only AWS_ENDPOINT_URL posts to `/@connections/<id>`, without API and stage. The
    connection tells both; the signature is checked over the path the client signed; an id whose socket is gone keeps
    its API, so that the answer is 410 and not a refusal."""
    serve, documents = app.app, sigv4.header_signing_documents
    signed_path = contextvars.ContextVar("path as signed", default=None)
    home = {}

    def locate(connection):
        open_socket = apigateway._ws_connections.get(connection)
        if open_socket:
            home[connection] = (open_socket["apiId"], open_socket["stage"])
        return home.get(connection) or next(iter(home.values()), None)

    async def serve_bare(scope, receive, send):
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith("/@connections/"):
            place = locate(path.split("/")[2])
            if place:
                signed_path.set(path)
                full = f"/_aws/execute-api/{place[0]}/{place[1]}{path}"
                scope = {**scope, "path": full, "raw_path": full.encode()}
        await serve(scope, receive, send)

    def documents_as_signed(signature, method, raw_path, *more, **options):
        path = signed_path.get()
        return documents(signature, method, path if path and raw_path.endswith(path) else raw_path, *more, **options)

    app.app = serve_bare
    sigv4.header_signing_documents = documents_as_signed
