"""The web application, as uvicorn loads it."""

from django.core.asgi import get_asgi_application

from quen.config import env

env.assume("DJANGO_SETTINGS_MODULE", "quen.config.settings")
application = get_asgi_application()
