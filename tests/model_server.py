"""A model's endpoint on this machine, for tests: a real server that answers by a script and keeps what it was asked."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """How one question is answered.

    pieces: of text, one chunk each. calls: (name, arguments as JSON text). pause: seconds before each chunk. cut: the
    connection is dropped after so many chunks, 0 before any. raw: sent as it is instead. usage: None is not told.
    """

    pieces: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    pause: float = 0.0
    cut: int | None = None
    finish: str | None = "stop"
    usage: tuple[int, int] | None = (11, 7)
    error: Body | None = None
    """Told in the middle of a stream."""


def text(*pieces: str, **more: Any) -> Reply:
    return Reply(pieces, **more)


def wants(name: str, arguments: object, **more: Any) -> Reply:
    """A tool. arguments: a value, or text that is to be sent as it is."""
    told = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Reply(calls=((name, told),), finish="tool_calls", **more)


def refuses(status: int, message: str, code: str = "", **headers: str) -> Reply:
    body = {"error": {"message": message, "code": code or None, "type": "x", "param": None}}
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=status, raw=json.dumps(body).encode(), headers=named)


Script = Callable[[Body], Reply | None]


@dataclass
class ModelServer:
    """Answers what `then` lined up, then what `script` says, then "ready".

    key: refuse others. models: what it offers; a question to another is refused. without: options it does not know.
    """

    key: str = ""
    models: tuple[str, ...] = ("small", "large")
    without: tuple[str, ...] = ()
    listing: bool = True
    script: Script = lambda _body: None
    asked: list[Body] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    dropped: threading.Event = field(default_factory=threading.Event)
    """The other side went away in the middle of an answer."""
    _lined_up: deque[Reply] = field(default_factory=deque)
    _http: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self._http = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"server_of": self}))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="model-server")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def then(self, *replies: Reply) -> None:
        self._lined_up.extend(replies)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def reply_to(self, body: Body, key: str) -> Reply:
        self.asked.append(body)
        self.keys.append(key)
        return self._refusal(body, key) or self._next(body) or text("ready")

    def _next(self, body: Body) -> Reply | None:
        return self._lined_up.popleft() if self._lined_up else self.script(body)

    def _refusal(self, body: Body, key: str) -> Reply | None:
        if self.key and key != f"Bearer {self.key}":
            return refuses(401, "Incorrect API key provided.", "invalid_api_key")
        if body.get("model") not in self.models:
            return refuses(404, f"The model `{body.get('model')}` does not exist.", "model_not_found")
        unknown = [option for option in self.without if option in body]
        return refuses(400, f"{unknown[0]} is not supported here") if unknown else None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what is tested."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: ClassVar[ModelServer]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""

    def do_GET(self) -> None:
        server = self.server_of
        if server.key and self.headers.get("Authorization") != f"Bearer {server.key}":
            self._send(refuses(401, "Incorrect API key provided."))
        elif self.path != "/v1/models" or not server.listing:
            self._send(refuses(404, "Not here"))
        else:
            listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in server.models]}
            self._send(Reply(raw=json.dumps(listed).encode()))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.server_of.reply_to(body, self.headers.get("Authorization") or "")
        if reply.raw is not None:
            self._send(reply)
        elif body.get("stream"):
            self._stream(body, reply)
        else:
            self._answer(body, reply)

    def _answer(self, body: Body, reply: Reply) -> None:
        time.sleep(reply.pause)
        if reply.cut is not None:
            self._hang_up()
            return
        message: Body = {"role": "assistant", "content": "".join(reply.pieces) or None}
        if reply.calls:
            message["tool_calls"] = _calls(reply)
        made = {**_frame(body, reply), "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}]}
        self._send(Reply(raw=json.dumps(made).encode()))

    def _stream(self, body: Body, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for place, chunk in enumerate(_chunks(body, reply)):
                time.sleep(reply.pause)
                if reply.cut == place:
                    self._hang_up()
                    return
                self._event(chunk)
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except OSError:
            self.server_of.dropped.set()

    def _event(self, chunk: Body) -> None:
        self._chunk(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True

    def _send(self, reply: Reply) -> None:
        data = reply.raw or b""
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(data)), **dict(reply.headers)}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def running(**options: Any) -> Iterator[ModelServer]:
    server = ModelServer(**options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _chunks(body: Body, reply: Reply) -> Iterator[Body]:
    frame = _frame(body, reply) | {"object": "chat.completion.chunk", "usage": None}
    for piece in reply.pieces:
        yield {**frame, "choices": [_choice({"content": piece})]}
    for delta in _call_deltas(reply):
        yield {**frame, "choices": [_choice(delta)]}
    if reply.error:
        yield {"error": reply.error}
    if reply.finish:
        yield {**frame, "choices": [_choice({}, reply.finish)]}
    if reply.usage and body.get("stream_options"):
        yield {**_frame(body, reply), "choices": []}


def _choice(delta: Body, finish: str | None = None) -> Body:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _call_deltas(reply: Reply) -> Iterator[Body]:
    """A call comes in three: its name, and its arguments in halves."""
    for place, (name, arguments) in enumerate(reply.calls):
        half = len(arguments) // 2
        yield {"tool_calls": [{"index": place, "id": f"c{place}", "function": {"name": name, "arguments": ""}}]}
        yield from (
            {"tool_calls": [{"index": place, "function": {"arguments": part}}]}
            for part in (arguments[:half], arguments[half:])
        )


def _calls(reply: Reply) -> list[Body]:
    return [
        {"id": f"c{place}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for place, (name, arguments) in enumerate(reply.calls)
    ]


def _frame(body: Body, reply: Reply) -> Body:
    made: Body = {"id": "1", "object": "chat.completion", "created": 1, "model": body.get("model")}
    if reply.usage:
        sent, written = reply.usage
        made["usage"] = {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written}
    return made


def said(messages: Iterable[Body]) -> str:
    """All text of the messages of a question."""
    return "\n".join(str(message.get("content")) for message in messages)
