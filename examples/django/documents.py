"""Documents for those who sign in: Django, with its own users, sessions and login page.

GET /documents/plans gives plans.pdf to who has signed in as "ann" with "secret", and the login page to all others.
"""

import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ.get("DOCUMENTS_SECRET") or os.urandom(32).hex(),
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DOCUMENTS_DATABASE"]}},
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")],
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    LOGIN_URL="/login/",
)
django.setup()

# What follows needs the settings.
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, HttpResponseNotFound  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_safe  # noqa: E402
from sending import SendingApplication, type_of  # noqa: E402

DOCUMENTS = SendingApplication.from_environment()


@require_safe
@login_required
def download_document(request, document_name):
    document = DOCUMENTS.find(("%s.pdf" % document_name).encode("utf-8", "surrogateescape"))
    if document is None:
        return HttpResponseNotFound("There is no such document.\n", content_type="text/plain")
    response = HttpResponse(content_type=type_of(document))
    field, value = DOCUMENTS.instruction(document)
    response[field] = value
    response["Content-Disposition"] = "attachment"
    return response


urlpatterns = [
    path("login/", LoginView.as_view()),
    path("documents/<path:document_name>", download_document),
]

call_command("migrate", verbosity=0)
if not User.objects.filter(username="ann").exists():
    User.objects.create_user("ann", password="secret")

application = get_wsgi_application()
