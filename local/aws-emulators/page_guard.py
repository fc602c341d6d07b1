"""Refuses what a browser sends, as local/emulators/page-guard.ts does for the services of `npm start`.

A page of any origin could otherwise read and write the emulator's tables: it takes any signature and allows every
origin. A Host that is not this machine's is a name of somebody else's that was bound to it.
"""

import json
import re

HOST_OF_THIS_MACHINE = re.compile(
    r"(?:(?:[\w.-]+\.)?(?:localhost|localhost\.localstack\.cloud)|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?", re.I
)
REFUSAL = {"__type": "AccessDeniedException"}


def guarded_from_pages(app):
    """Returns an ASGI application that answers programs alone."""

    async def guarded(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await app(scope, receive, send)
        reason = _refusal_of(scope.get("method"), dict(scope["headers"]))
        if reason is None:
            return await app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        body = json.dumps({**REFUSAL, "message": f"{reason}: only programs are answered"}).encode()
        headers = [(b"content-type", b"application/x-amz-json-1.1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return guarded


def _refusal_of(method, headers):
    """Returns why a request is refused, None when it is not; names of headers are lower case."""
    if b"origin" in headers or b"sec-fetch-site" in headers or method == "OPTIONS":
        return "the request comes from a web page"
    host = headers.get(b"host", b"").decode("latin-1")
    if HOST_OF_THIS_MACHINE.fullmatch(host):
        return None
    return f"the request's Host is {json.dumps(host[:100])}, expected one of this machine"
