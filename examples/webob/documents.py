"""Documents for those who sign in: WebOb, and all frameworks that are built on it.

GET /documents/plans gives plans.pdf to who says "ann" and "secret" by HTTP Basic, and 401 to all others.
"""

import base64
import hmac

from sending import SendingApplication
from webob import Response
from webob.dec import wsgify
from webob.exc import HTTPNotFound

DOCUMENT_SENDING_APP = SendingApplication.from_environment()


@wsgify
def application(request):
    if request.path_info_peek() != "documents":
        return HTTPNotFound()
    if not is_user_authenticated(request):
        return Response("Who are you?\n", status=401, www_authenticate='Basic realm="Documents"')
    return download_document(request, request.path_info[len("/documents/") :])


def is_user_authenticated(request):
    if request.authorization is None or request.authorization.authtype.lower() != "basic":
        return False
    try:
        given = base64.b64decode(request.authorization.params, validate=True)
    except (TypeError, ValueError):
        return False
    return hmac.compare_digest(given, b"ann:secret")


def download_document(request, document_name):
    # A copy: the request of this application stays as it is.
    download_request = request.copy()
    download_request.path_info = "/%s.pdf" % document_name
    response = download_request.get_response(DOCUMENT_SENDING_APP)

    if response.status_code == 200:
        response.content_disposition = "attachment"

    return response
