"""A scripted OpenAI-compatible server on 127.0.0.1 for tests, with faults on demand.

with OpenAIServer() as server:
    server.reply("Seoul and Tokyo agreed [1].")
    server.fault(Fault.CUT_STREAM)
    ...  # talk to server.base_url; what was asked is in server.requests
"""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests import openai_replies as replies
from tests.openai_replies import Fault as Fault
from tests.openai_replies import Json, Vector

API_KEY = "sk-test-7Jq2mXw9-never-log-this-f7Qz"
SLOW_SECONDS = 0.3
DRIP_SECONDS = 0.05

Reply = str | Callable[[Json], str]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; header names are in lower case, a GET's body is empty."""

    path: str
    body: Json
    headers: dict[str, str]


class OpenAIServer:
    """Serves from `__enter__` to `__exit__`; every hang ends there.

    `chunk_size` is the characters in a streamed piece and `pause` the seconds between two.
    `dimension` is that of the vectors unless the request names one. More than `max_inputs` texts
    in one embeddings request are refused with 413; without `knows_base64` their vectors are lists
    of numbers whatever is asked for. `most_at_once` is the highest number of POST
    requests that were open together. `abandoned` is set when a client leaves during a reply.
    `failing` tells how a request fails for which no fault was ordered.
    `usage` changes what a stream reports as used; `error_code` is that of an error event;
    `finish` is why a right stream ends;
    `headers` are added to every reply.
    """

    def __init__(self, *, dimension: int = 8) -> None:
        self.dimension = dimension
        self.chunk_size = 8
        self.pause = 0.0
        self.retry_after = "1"
        self.error_code: str | None = None
        self.finish = "stop"
        self.usage: Json = {}
        self.headers: dict[str, str] = {}
        self.max_inputs: int | None = None
        self.knows_base64 = True
        self.requests: list[Request] = []
        self.most_at_once = 0
        self.abandoned = threading.Event()
        self.closing = threading.Event()
        self.failing: Callable[[Json], Fault | None] = lambda body: None
        self._open = 0
        self._replies: deque[Reply] = deque(["A scripted reply [1]."])
        self._faults: deque[Fault] = deque()
        self._lock = threading.Lock()
        self._http = _Server(self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, name="openai-server"
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def reply(self, *replies: Reply) -> None:
        """Answer the next chat requests with these, in order; the last one stays in force."""
        self._replies = deque(replies)

    def fault(self, *faults: Fault, times: int = 1) -> None:
        """Let the next POST requests fail: one fault each, in order, all of it `times` over."""
        self._faults.extend(faults * times)

    def clear_faults(self) -> None:
        """Let everything go well from here on."""
        self._faults.clear()

    def vector(self, text: str) -> Vector:
        """The unit vector that stands for `text`."""
        return replies.vector(text, self.dimension)

    def texts(self) -> list[str]:
        """Every text that was sent for embedding, in order of arrival."""
        return [text for request in self.requests for text in replies.inputs(request.body)]

    def next_reply(self, body: Json) -> str:
        with self._lock:
            reply = self._replies.popleft() if len(self._replies) > 1 else self._replies[0]
        return reply if isinstance(reply, str) else reply(body)

    def begin(self, request: Request) -> Fault | None:
        with self._lock:
            self.requests.append(request)
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            return self._faults.popleft() if self._faults else self.failing(request.body)

    def end(self) -> None:
        with self._lock:
            self._open -= 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() waits for every thread

    def __init__(self, script: OpenAIServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self._connections: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wake the threads that wait for another request on a connection kept alive."""
        for connection in list(self._connections):
            _break(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show a mistake in a scripted reply; a client that left is not one."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each reply takes 40 ms
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Stay silent."""

    def do_GET(self) -> None:
        self.server.script.requests.append(self._received({}))
        if self.path != "/v1/models":
            self._no_such_path()
            return
        model = {"id": "scripted", "object": "model", "created": 0, "owned_by": "tests"}
        self._send(200, {"object": "list", "data": [model]})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        request = self._received(json.loads(self.rfile.read(length)))
        fault = self.server.script.begin(request)
        try:
            self._answer(request.body, fault)
        except ConnectionError:
            self._leave()
        finally:
            self.server.script.end()

    def _received(self, body: Json) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(path=self.path, body=body, headers=headers)

    def _answer(self, body: Json, fault: Fault | None) -> None:
        if fault in replies.REFUSALS:
            self._refuse(fault)
        elif fault in (Fault.HTML_OK, Fault.EMPTY_BODY):
            self._send(200, replies.HTML if fault is Fault.HTML_OK else "", kind="text/html")
        elif fault is Fault.HANG:
            self._hang()
        elif fault is Fault.CUT_AT_ONCE:
            self._cut()
        elif fault is Fault.ERROR_OK:
            self._send(200, self._error())
        else:
            if fault is Fault.SLOW:
                self.server.script.closing.wait(SLOW_SECONDS)
            self._route(body, fault)

    def _route(self, body: Json, fault: Fault | None) -> None:
        script = self.server.script
        if self.path == "/v1/embeddings":
            self._embed(body, fault)
        elif self.path != "/v1/chat/completions":
            self._no_such_path()
        elif body.get("stream") and fault is not Fault.WHOLE_JSON:
            self._stream(body, script.next_reply(body), fault)
        else:
            self._plain(replies.completion(body, script.next_reply(body), fault), fault)

    def _embed(self, body: Json, fault: Fault | None) -> None:
        script = self.server.script
        if script.max_inputs is not None and len(replies.inputs(body)) > script.max_inputs:
            self._refuse(Fault.TOO_LARGE)
            return
        asked = body if script.knows_base64 else body | {"encoding_format": "float"}
        self._plain(replies.embeddings(asked, fault, dimension=script.dimension), fault)

    def _no_such_path(self) -> None:
        self._send(404, {"error": {"message": "no such path", "code": None}})

    def _refuse(self, fault: Fault) -> None:
        status, code = replies.REFUSALS[fault]
        if fault is Fault.UNAVAILABLE_HTML:
            self._send(status, replies.HTML, kind="text/html")
            return
        late = fault is Fault.RATE_LIMIT_RETRY_AFTER
        headers = {"retry-after": self.server.script.retry_after} if late else {}
        self._send(status, replies.refusal(code, self._key()), headers=headers)

    def _error(self) -> Json:
        return replies.refusal(self.server.script.error_code, self._key())

    def _key(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def _plain(self, reply: Json, fault: Fault | None) -> None:
        text = json.dumps(self._error() if fault is Fault.ERROR_EVENT else reply)
        half = len(text) // 2
        if fault in (Fault.KEEP_ALIVE, Fault.TRICKLE):
            self._drip(text if fault is Fault.TRICKLE else "")
        elif fault is Fault.HANG_AFTER_HEADERS:
            self._send(200, text, upto=0)
            self._hang()
        elif fault is Fault.BAD_JSON:
            self._send(200, text[:half])
        elif fault is Fault.CUT_STREAM:
            self._send(200, text, upto=half)
            self._cut()
        elif fault is Fault.HANG_MID_STREAM:
            self._send(200, text, upto=half)
            self._hang()
        else:
            self._send(200, text)

    def _stream(self, body: Json, text: str, fault: Fault | None) -> None:
        script = self.server.script
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        while fault is Fault.KEEP_ALIVE and not self._gone():
            self._write(": still here\n\n")
            script.closing.wait(DRIP_SECONDS)
        if fault is Fault.HANG_AFTER_HEADERS:
            self._hang()
            return
        endless = fault in (Fault.EMPTY_DELTAS, Fault.TRICKLE)
        size, error, usage = script.chunk_size, self._error(), script.usage
        said = replies.events(
            body, text, fault, size=size, error=error, usage=usage, finish=script.finish
        )
        for event in said:
            if endless and self._gone():
                return
            self._write(f"data: {event}\n\n")
            script.closing.wait(DRIP_SECONDS if endless else script.pause)
        if fault is Fault.HANG_MID_STREAM:
            self._hang()
        elif fault is Fault.CUT_STREAM:
            self._cut()
        else:
            self._write("")

    def _drip(self, text: str) -> None:
        """A body that comes a letter at a time, or a space, and never ends."""
        self._send(200, " " * 100_000, upto=0)
        letters = iter(text)
        while not self._gone():
            self.wfile.write(next(letters, " ").encode())
            self.server.script.closing.wait(DRIP_SECONDS)

    def _write(self, text: str) -> None:
        """Send one HTTP chunk; the empty one ends the reply."""
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _send(
        self,
        status: int,
        body: Json | str,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        upto: int | None = None,
    ) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[:upto])

    def end_headers(self) -> None:
        """Every reply echoes the key in its headers."""
        self.send_header("x-request-id", f"request of {self._key()}")
        self.send_header("x-echo", self.headers.get("authorization", ""))
        for name, value in self.server.script.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def _hang(self) -> None:
        while not self._gone():
            self.server.script.closing.wait(0.02)
        self.close_connection = True

    def _gone(self) -> bool:
        """Tell whether the server closes or the client has left."""
        if self.server.script.closing.is_set():
            return True
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        self._leave()
        return True

    def _leave(self) -> None:
        self.close_connection = True
        self.server.script.abandoned.set()

    def _cut(self) -> None:
        self.close_connection = True
        _break(self.connection)


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        return
