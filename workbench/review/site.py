"""The site: who may ask it, and what it answers. It listens on loopback and ends with the command.

A request is let in with the cookie that the first address, which has the secret, gives; it has to
name this server as its host, and no other site may send one.
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.errors import UsageError, WorkbenchError
from workbench.review import data, pages
from workbench.review.pages import Door
from workbench.reviewing import ChangedError, Runs
from workbench.settings import Settings
from workbench.transcripts import heads

LOOPBACK = "127.0.0.1"
_LARGEST_BODY = 64 << 10
_PLAIN = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Site:
    """Answers about one root. `token` is the secret of its first address, `port` where it is."""

    def __init__(self, settings: Settings, port: int, token: str | None = None) -> None:
        self.runs = Runs(settings)
        self.settings = settings
        self.port = port
        self.token = token or secrets.token_urlsafe(32)
        self.cookie = f"workbench-review-{port}"  # cookies do not know ports
        memory = heads.memory_of(settings.cache_folder, self.runs.folder)
        self.index = heads.Index(self.runs.folder, memory)
        self.lock = Lock()
        routes = [
            Route("/", self._listing),
            Route("/run/{name}", self._run),
            Route("/run/{name}/conversation", self._conversation),
            Route("/run/{name}/claim/{claim}", self._claim),
            Route("/compare", self._compare),
            Route("/review", self._review, methods=["POST"]),
        ]
        self.app: ASGIApp = Guard(Starlette(routes=routes), self)

    def address(self, run: str | None = None) -> str:
        """Where to begin; it has the secret."""
        place = f"/run/{run}" if run else "/"
        return f"http://{LOOPBACK}:{self.port}{place}?token={self.token}"

    def read_ahead(self) -> None:
        """Read the heads of a long folder in the background."""

        def work() -> None:
            while True:
                with self.lock:
                    if not self.index.listing(0.2).unread:
                        return

        Thread(target=work, daemon=True).start()

    # Starlette runs these in threads, for they read files.

    def _listing(self, request: Request) -> Response:
        with self.lock:
            found = self.index.listing(1.0)
        return self._page(request, lambda door: pages.listing(found, request.query_params, door))

    def _run(self, request: Request) -> Response:
        def render(door: Door) -> str:
            with self.lock:
                opened = self.runs.open(request.path_params["name"])
            return pages.run(opened, self.runs, door, self.settings.author)

        return self._page(request, render)

    def _conversation(self, request: Request) -> Response:
        def render(door: Door) -> str:
            with self.lock:
                opened = self.runs.open(request.path_params["name"])
            return pages.conversation(opened, door)

        return self._page(request, render)

    def _claim(self, request: Request) -> Response:
        try:
            with self.lock:
                opened = self.runs.open(request.path_params["name"])
            return _answer(data.details(opened, request.path_params["claim"]), 200)
        except WorkbenchError as error:
            return _answer({"error": error.message}, 404 if isinstance(error, UsageError) else 503)

    def _compare(self, request: Request) -> Response:
        def render(door: Door) -> str:
            names = [name for name in request.query_params.getlist("run") if name]
            if len(names) != 2:
                raise UsageError("two runs are compared", hint="tick two in the list of runs")
            with self.lock:
                left, right = (self.runs.open(name) for name in names)
            return pages.compare(left, right, door)

        return self._page(request, render)

    async def _review(self, request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST_BODY:
                return _answer({"error": "that is too long"}, 413)
        try:
            asked = json.loads(body)
            fields = [asked[name] for name in ("run", "claim", "hash", "opinion", "note")]
        except (ValueError, KeyError, TypeError, RecursionError):
            return _answer({"error": "that is no review"}, 400)
        if not all(isinstance(one, str) for one in fields):
            return _answer({"error": "that is no review"}, 400)
        return await run_in_threadpool(self._keep, *fields)

    def _keep(self, run: str, claim: str, names: str, opinion: str, note: str) -> Response:
        try:
            with self.lock:
                opened = self.runs.keep(run, claim, names, opinion, note)
        except ChangedError as error:
            return _answer({"error": error.message}, 409)
        except WorkbenchError as error:
            return _answer({"error": error.message}, 400 if isinstance(error, UsageError) else 503)
        return _answer(data.reviews(opened, claim), 200)

    def _page(self, request: Request, render: Callable[[Door], str]) -> Response:
        door: Door = request.scope["workbench.door"]
        try:
            return HTMLResponse(render(door))
        except WorkbenchError as error:
            status = 404 if isinstance(error, UsageError) else 503
            return HTMLResponse(pages.error(error.message, error.hint, door), status)


class Guard:
    """Stands before the site: turns away what nobody here asked, and marks every answer."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site
        names = (LOOPBACK, "localhost")
        self.hosts = frozenset(f"{name}:{site.port}" for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        if scope["type"] != "http":  # nothing here speaks over web sockets
            return
        door = Door(secrets.token_urlsafe(16))
        scope["workbench.door"] = door
        request = Request(scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = {**_PLAIN, "Content-Security-Policy": door.policy}
                extra = [(k.lower().encode(), v.encode()) for k, v in found.items()]
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        answer: Callable[[Scope, Receive, Send], Awaitable[None]]
        refused = self._refused(request)
        answer = self.app
        if refused is not None:
            answer = HTMLResponse(pages.error(refused, None, door), 403)
        elif self._has_token(request):
            answer = self._welcome(request)
        elif not self._has_cookie(request):
            hint = "use the whole address that `workbench review --web` printed"
            answer = HTMLResponse(pages.error("this page needs its secret", hint, door), 403)
        await answer(scope, receive, marked)

    def _refused(self, request: Request) -> str | None:
        """Why a request is none of ours, whatever it knows."""
        headers = request.headers
        if request.headers.getlist("host") not in [[host] for host in self.hosts]:
            return "this server has another name"
        site = headers.get("sec-fetch-site")
        if request.method in ("GET", "HEAD"):
            return None if site in (None, "none", "same-origin") else "another site asked for it"
        if site not in (None, "same-origin") or (site is None and "origin" not in headers):
            return "another site sent it"
        if "origin" in headers and headers["origin"] != f"http://{headers['host']}":
            return "another site sent it"
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return "it is no JSON"
        return None

    def _has_token(self, request: Request) -> bool:
        given = request.query_params.get("token", "")
        return request.method == "GET" and secrets.compare_digest(
            given.encode("utf-8", "replace"), self.site.token.encode()
        )

    def _has_cookie(self, request: Request) -> bool:
        try:
            jar = SimpleCookie(request.headers.get("cookie", ""))
        except CookieError:
            return False
        morsel = jar.get(self.site.cookie)
        given = morsel.value if morsel else ""
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.site.token.encode())

    def _welcome(self, request: Request) -> Response:
        """The cookie, and the same address without the secret, so that no history keeps it."""
        rest = [(k, v) for k, v in parse_qsl(request.url.query) if k != "token"]
        url = request.url.replace(query="").include_query_params(**dict(rest))
        place = "/" + url.path.lstrip("/")
        response = RedirectResponse(f"{place}{'?' if url.query else ''}{url.query}", 303)
        response.set_cookie(self.site.cookie, self.site.token, httponly=True, samesite="strict")
        return response


def _answer(value: Any, status: int) -> Response:
    return Response(pages.plain_json(value), status, media_type="application/json")


def listening(port: int = 0) -> socket.socket:
    """A socket on loopback; 0 takes a free port. Raises UsageError for a port that is taken."""
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LOOPBACK, port))
        found.listen(128)  # from here on a browser waits, and is not turned away
    except (OSError, OverflowError) as error:
        found.close()
        raise UsageError(f"cannot listen on port {port}: {error}", hint="--port 0") from error
    return found


def serve(site: Site, where: socket.socket) -> None:
    """Answer until Ctrl-C."""
    import uvicorn

    config = uvicorn.Config(
        site.app,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[where])
