"""Documents for those who sign in: plain WSGI, without any framework.

GET /?document_name=plans gives plans.pdf to who says "ann" and "secret" by HTTP Basic, and 401 to all others.
"""

import base64
import hmac
from urllib.parse import parse_qs

from sending import SendingApplication

DOCUMENT_SENDING_APP = SendingApplication.from_environment()


def application(environ, start_response):
    if is_user_authenticated(environ):
        return download_document(environ, start_response)
    return request_authentication(start_response)


def is_user_authenticated(environ):
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    try:
        given = base64.b64decode(credentials, validate=True)
    except ValueError:
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(given, b"ann:secret")


def download_document(environ, start_response):
    query = parse_qs(environ.get("QUERY_STRING", ""), encoding="latin-1")
    document_name = query.get("document_name", [""])[0]

    # A request of its own, about the file alone; what this application was asked stays as it is.
    new_environ = environ.copy()
    new_environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    new_environ["PATH_INFO"] = "/%s.pdf" % document_name

    def start_download(status, fields, exc_info=None):
        # Only a file is saved; that there is none should be read.
        if status.startswith("200 "):
            fields = fields + [("Content-Disposition", "attachment")]
        return start_response(status, fields, exc_info)

    return DOCUMENT_SENDING_APP(new_environ, start_download)


def request_authentication(start_response):
    text = b"Who are you?\n"
    fields = [
        ("WWW-Authenticate", 'Basic realm="Document download"'),
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(text))),
    ]
    start_response("401 Unauthorized", fields)
    return [text]
