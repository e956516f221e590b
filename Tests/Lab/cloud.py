"""A cloud of its own for a test: a temporary state directory, loopback ports, the programs of one build."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time


def wait(seconds, predicate, every=0.05):
    """The first true answer of the predicate; None when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        answer = predicate()
        if answer:
            return answer
        if time.monotonic() > deadline:
            return None
        time.sleep(every)


def alive(pid):
    """True if the process exists and is not what is left of one."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Refused(Exception):
    """The API has answered, but not with what was asked for."""

    def __init__(self, status, body):
        super().__init__(f"status {status}: {body[:300]!r}")
        self.status = status
        self.body = body


class Session:
    """One keep-alive connection to the API."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.token = None
        self.connection = None
        self.used = 0.0

    def request(self, method, path, body=None, headers=None):
        """Status, headers and bytes. Raises OSError or HTTPException when there was no whole answer."""
        # The server closes a connection that nothing was asked on for a while.
        if self.connection is not None and time.monotonic() - self.used > 20:
            self.connection.close()
            self.connection = None
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                self.cloud.address, self.cloud.port, timeout=30, context=self.cloud.tls())
        data = None if body is None else json.dumps(body).encode()
        all_headers = {"Content-Type": "application/json", **(headers or {})}
        if self.token and "X-Auth-Token" not in all_headers:
            all_headers["X-Auth-Token"] = self.token
        try:
            self.connection.request(method, path, data, all_headers)
            response = self.connection.getresponse()
            self.used = time.monotonic()
            return response.status, response.headers, response.read()
        except Exception:
            self.connection.close()
            self.connection = None
            raise

    def json(self, method, path, body=None, expect=(200, 201, 202, 204)):
        status, _, data = self.request(method, path, body)
        if status not in expect:
            raise Refused(status, data)
        return json.loads(data) if data else None

    def sign_in(self):
        entry = self.cloud.entry()
        user = {"name": "admin", "domain": {"name": "Default"}, "password": entry["password"]}
        body = {
            "auth": {
                "identity": {"methods": ["password"], "password": {"user": user}},
                "scope": {"project": {"name": "admin", "domain": {"name": "Default"}}},
            }
        }
        status, headers, data = self.request("POST", "/identity/v3/auth/tokens", body, {"X-Auth-Token": ""})
        if status != 201:
            raise Refused(status, data)
        self.token = headers["X-Subject-Token"]
        return self


class Cloud:
    def __init__(self, programs, port, state=None, address="127.0.0.1"):
        self.programs = programs
        self.address = address
        while not all(port_is_free(candidate) for candidate in range(port, port + 3)):
            port += 10
        self.port, self.fleet_port, self.metrics_port = port, port + 1, port + 2
        self.directory = state or os.path.join(tempfile.mkdtemp(prefix="apus-lab-"), "state")

    @property
    def clouds_file(self):
        return os.path.join(self.directory, "clouds.yaml")

    @property
    def options(self):
        return ["--listen", self.address, "--name", self.address, "--port", str(self.port), "--fleet-port",
                str(self.fleet_port), "--agent-metrics-port", str(self.metrics_port)]

    def command(self, *words):
        return [os.path.join(self.programs, "apus"), *words, "--state", self.directory]

    def environment(self):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OS_") and k != "APUS_STATE"}
        return environment | {"NO_COLOR": "1"}

    def apus(self, *words, seconds=180):
        """The finished process of `apus WORDS --state …`."""
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL,
                              env=self.environment(), check=False)

    def ask(self, *words):
        """The document that `apus WORDS --json` prints, and the exit code."""
        done = self.apus(*words, "--json")
        return (json.loads(done.stdout) if done.stdout.strip() else None), done.returncode

    def up(self):
        return self.ask("up", *self.options)

    def tls(self):
        return ssl.create_default_context(cafile=os.path.join(self.directory, "ca/ca.pem"))

    def entry(self):
        """The auth section of the entry in clouds.yaml, whose values are written as JSON."""
        entry = {}
        with open(self.clouds_file) as file:
            for line in file:
                key, _, value = line.strip().partition(": ")
                if value.startswith('"'):
                    entry[key] = json.loads(value)
        return entry

    def session(self):
        return Session(self).sign_in()

    def supervisor(self):
        try:
            with open(os.path.join(self.directory, "run/supervisor.lock")) as file:
                pid = int(file.read().strip() or 0)
        except (OSError, ValueError):
            return None
        return pid if pid and alive(pid) else None

    def program(self, name):
        """The process number of the controller or the agent; None while it is down."""
        try:
            with open(os.path.join(self.directory, "run/supervisor.json")) as file:
                pid = json.load(file)[name]["pid"]
        except (OSError, ValueError, KeyError):
            return None
        return pid if pid and alive(pid) else None

    def kill(self, name, number=signal.SIGKILL):
        pid = wait(30, lambda: self.program(name))
        os.kill(pid, number)
        return pid

    def answers(self):
        try:
            status, _, _ = Session(self).request("GET", "/identity/v3")
            return status == 200
        except (OSError, http.client.HTTPException):
            return False

    def host(self, session=None):
        """This machine as the controller sees it."""
        try:
            return (session or self.session()).json("GET", "/apus/v1/hosts")["hosts"][0]
        except (OSError, http.client.HTTPException, Refused, IndexError):
            return None

    def destroy(self):
        done = self.apus("destroy", "--yes")
        if os.path.basename(os.path.dirname(self.directory)).startswith("apus-lab-"):
            shutil.rmtree(os.path.dirname(self.directory), ignore_errors=True)
        return done


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
