"""Documents for those who sign in: Pyramid, with a login page and a ticket in a cookie.

GET /documents/plans gives plans.pdf to who has signed in as "ann" with "secret", and the login page to all others.
"""

import hmac
import os

from pyramid.authentication import AuthTktCookieHelper
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.response import Response
from pyramid.security import forget, remember
from sending import SendingApplication

DOCUMENT_SENDING_APP = SendingApplication.from_environment()
SECRET = os.environ.get("DOCUMENTS_SECRET") or os.urandom(32).hex()

LOGIN_PAGE = """<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post">
<input name="username"> <input name="password" type="password"> <button>Sign in</button></form>"""


class TicketPolicy:
    """Who has a ticket is who it says. It holds for an hour and is never sent along from other sites."""

    def __init__(self):
        self.helper = AuthTktCookieHelper(SECRET, hashalg="sha512", timeout=3600, http_only=True, samesite="Strict")

    def identity(self, request):
        return self.helper.identify(request)

    def authenticated_userid(self, request):
        identity = self.identity(request)
        return None if identity is None else identity["userid"]

    def permits(self, request, context, permission):
        return self.authenticated_userid(request) is not None

    def remember(self, request, userid, **options):
        return self.helper.remember(request, userid, **options)

    def forget(self, request, **options):
        return self.helper.forget(request, **options)


def download_document(request):
    download_request = request.copy()
    download_request.path_info = "/%s.pdf" % request.matchdict["document_name"]
    response = download_request.get_response(DOCUMENT_SENDING_APP)
    if response.status_code == 200:
        response.content_disposition = "attachment"
    return response


def login(request):
    posted = request.POST
    known = posted.get("username") == "ann" and hmac.compare_digest(posted.get("password", "").encode(), b"secret")
    if request.method != "POST" or not known:
        return Response(LOGIN_PAGE, headerlist=[("Content-Type", "text/html; charset=utf-8")] + forget(request))
    return HTTPFound("/documents/plans", headers=remember(request, "ann"))


def to_login(request):
    return HTTPFound("/login")


with Configurator() as config:
    config.set_security_policy(TicketPolicy())
    config.add_route("login", "/login")
    config.add_view(login, route_name="login")
    config.add_route("documents", "/documents/{document_name:.*}")
    config.add_view(download_document, route_name="documents", permission="download")
    config.add_forbidden_view(to_login)
    application = config.make_wsgi_app()
