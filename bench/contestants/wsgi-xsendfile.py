# The original Python library on gunicorn, handing over to nginx as its guide has it. WSGI_XSENDFILE names a checkout of it.
import json
import os
import sys

sys.path.insert(0, os.environ["WSGI_XSENDFILE"])

from gunicorn.app.base import BaseApplication
from xsendfile import NginxSendfile, XSendfileApplication

settings = json.loads(sys.argv[1])
# It writes the slash between the prefix and the path by itself.
sender = NginxSendfile(settings["prefix"].rstrip("/"))
documents = XSendfileApplication(settings["root"], sender)


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", "127.0.0.1:%d" % settings["port"])
        self.cfg.set("workers", 1)
        self.cfg.set("loglevel", "warning")

    def load(self):
        return documents


sys.argv = sys.argv[:1]
Server().run()
