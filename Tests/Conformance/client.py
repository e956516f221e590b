"""The `openstack` command as a person runs it."""

import json
import subprocess


class Failed(Exception):
    pass


class Client:
    def __init__(self, name, path, cloud):
        self.name, self.path, self.cloud = name, path, cloud
        self.environment = {"OS_CLIENT_CONFIG_FILE": cloud.clouds_file, "OS_CLOUD": "apus"}

    def execute(self, *words, **extra):
        """Exit code, output, errors. `extra` are further variables of the environment."""
        environment = self.cloud.environment() | (extra if "OS_AUTH_URL" in extra else self.environment | extra)
        done = subprocess.run([self.path, *words], capture_output=True, text=True, timeout=120, env=environment,
                              stdin=subprocess.DEVNULL, check=False)
        return done.returncode, done.stdout, done.stderr

    def __call__(self, *words, **extra):
        """The document that the command prints with `-f json`."""
        code, output, errors = self.execute(*words, "-f", "json", **extra)
        if code != 0:
            raise Failed(f"{' '.join(words)}: {errors.strip()[-300:]}")
        return json.loads(output)

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
        _, output, errors = self.execute("--version")
        return (output or errors).strip()

    def as_user(self, name, password, project="admin"):
        """Variables of the environment by which another user asks, in place of the entry of clouds.yaml."""
        entry = self.cloud.entry()
        return {
            "OS_AUTH_URL": entry["auth_url"], "OS_USERNAME": name, "OS_PASSWORD": password,
            "OS_PROJECT_NAME": project, "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
            "OS_CACERT": entry["cacert"], "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "/nonexistent",
        }
