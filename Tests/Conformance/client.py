"""The `openstack` command as a person runs it."""

import json
import os
import subprocess


class Failed(Exception):
    pass


class Client:
    """`whole` asks for everything, not just the essentials, where a part makes the difference."""

    def __init__(self, name, path, cloud, whole=True):
        self.name, self.path, self.cloud, self.whole = name, path, cloud, whole
        self.environment = {"OS_CLIENT_CONFIG_FILE": cloud.clouds_file, "OS_CLOUD": "apus"}
        self.warm = subprocess.Popen([self.python(), os.path.join(os.path.dirname(__file__), "warm.py")], text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.warm.stdin.close()
        self.warm.wait(30)

    def python(self):
        """The Python that the command runs in."""
        with open(self.path, encoding="utf-8") as file:
            return file.readline()[2:].split()[0]

    def library(self, program, data=b"", seconds=180):
        """Runs a program of the library that the command is made of, and gives what it prints."""
        environment = self.cloud.environment() | self.environment
        done = subprocess.run([self.python(), "-c", program], input=data, capture_output=True, timeout=seconds,
                              env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode().strip()[-600:]
        return done.stdout.decode()

    def execute(self, *words, **extra):
        """Exit code, output, errors. `extra` are further variables of the environment."""
        environment = self.cloud.environment() | (extra if "OS_AUTH_URL" in extra else self.environment | extra)
        question = {"words": words, "environment": environment, "seconds": 240}
        self.warm.stdin.write(json.dumps(question) + "\n")
        self.warm.stdin.flush()
        return json.loads(self.warm.stdout.readline())

    def __call__(self, *words, **extra):
        """The document that the command prints with `-f json`."""
        code, output, errors = self.execute(*words, "-f", "json", **extra)
        if code != 0:
            raise Failed(f"{' '.join(words)}: {errors.strip()[-300:]}")
        return json.loads(output)

    def fields(self, *words, **extra):
        """The document by the API's names: some commands of newer clients print titles, or the library's names."""
        return {name.lower().replace(" ", "_").removeprefix("is_"): value for name, value in self(*words, **extra).items()}

    def do(self, *words, **extra):
        """A command that prints no document."""
        code, _, errors = self.execute(*words, **extra)
        if code != 0:
            raise Failed(f"{' '.join(words)}: {errors.strip()[-300:]}")

    def refused(self, *words, because, **extra):
        """A command that must fail, and say why: in one of these ways, as the clients' generations word it."""
        ways = (because,) if isinstance(because, str) else because
        code, output, errors = self.execute(*words, **extra)
        assert code != 0, f"{' '.join(words)} was allowed: {output[:200]}"
        assert any(way in errors for way in ways), f"wanted one of {ways!r} in {errors.strip()[-300:]!r}"
        return errors.strip().splitlines()[-1]

    def version(self):
        """Of the command itself, as a person starts it."""
        done = subprocess.run([self.path, "--version"], capture_output=True, text=True, timeout=60, check=False)
        return (done.stdout or done.stderr).strip()

    def as_user(self, name, password, project="admin"):
        """Variables of the environment by which another user asks, in place of the entry of clouds.yaml."""
        entry = self.cloud.entry()
        return {
            "OS_AUTH_URL": entry["auth_url"], "OS_USERNAME": name, "OS_PASSWORD": password,
            "OS_PROJECT_NAME": project, "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
            "OS_CACERT": entry["cacert"], "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "/nonexistent",
        }
