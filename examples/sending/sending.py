"""A WSGI application that lets the server in front send the files of a directory.

What WSGI X-Sendfile was, on one page. It answers with one field and no content; the server in front of it sends the
file: xsendfile gateway, nginx, lighttpd, Apache.

    DOCUMENTS_ROOT    the directory
    DOCUMENTS_PREFIX  the internal location of nginx or of the gateway; left out, X-Sendfile names the path itself
"""

import mimetypes
import os
from urllib.parse import quote


class SendingApplication:
    """Sends the file that PATH_INFO names, which the server has decoded already."""

    def __init__(self, root, prefix=None):
        self.root = os.path.realpath(root)
        self.prefix = prefix

    @classmethod
    def from_environment(cls):
        return cls(os.environ["DOCUMENTS_ROOT"], os.environ.get("DOCUMENTS_PREFIX"))

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answer(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        # WSGI gives bytes, one character each.
        path = self.find(environ.get("PATH_INFO", "").encode("latin-1"))
        if path is None:
            return answer(start_response, "404 Not Found", [])
        start_response("200 OK", [self.instruction(path), ("Content-Type", type_of(path)), ("Content-Length", "0")])
        return []

    def find(self, name):
        """The path of a regular file below the root; None for everything else, so that nothing is told of it."""
        root = os.fsencode(self.root)
        try:
            path = os.path.realpath(os.path.join(root, name.lstrip(b"/")))
        except ValueError:  # a NUL
            return None
        # By elements: "/srv/files" is not the beginning of "/srv/files-of-others".
        return path if path.startswith(root + b"/") and os.path.isfile(path) else None

    def instruction(self, path):
        if self.prefix is None:
            return ("X-Sendfile", quote(path))
        below = os.path.relpath(path, os.fsencode(self.root))
        return ("X-Accel-Redirect", self.prefix.rstrip("/") + "/" + quote(below))


def type_of(path):
    return mimetypes.guess_type(os.fsdecode(path))[0] or "application/octet-stream"


def answer(start_response, status, fields):
    text = status.encode() + b"\n"
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))] + fields)
    return [text]
