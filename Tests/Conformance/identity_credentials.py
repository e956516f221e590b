"""Credentials, application credentials and trusts, command by command, and signing in with them."""

import base64
import hashlib
import hmac
import json
import struct
import time

from cases import equal
from identity import PASSWORD, Visitor


def run(cases, client):
    case = lambda name, body: cases.run(f"{client.name}: {name}", body, client)  # noqa: E731
    case("credential create, list, show, set, delete", credential)
    case("ec2 credentials create, list, show, delete", ec2)
    case("application credential create, list, show, delete", application_credential)
    case("application credential: sign in by id and by name", application_login)
    case("application credential: a restricted one makes no others", restricted)
    case("access rule list, show, delete; the rules hold", access_rules)
    case("trust create, list, show, delete", trust)
    case("trust: sign in with it", trust_login)
    case("totp: sign in with a code, once", totp)


def credential(client):
    with Visitor(client) as visitor:
        made = client("credential", "create", "--type", "cert", visitor.id, "a secret")
        equal((made["blob"], made["type"], made["user_id"]), ("a secret", "cert", visitor.id), "made")
        rows = client("credential", "list", "--user", visitor.id, "--type", "cert")
        equal([row["ID"] for row in rows], [made["id"]], "listed")
        client.do("credential", "set", "--user", visitor.id, "--type", "cert", "--data", "another", made["id"])
        equal(client("credential", "show", made["id"])["blob"], "another", "blob")
        client.do("credential", "delete", made["id"])
        client.refused("credential", "show", made["id"], because=("Could not find credential", "404", "No Credential found", "No credential with"))


def ec2(client):
    made = client("ec2", "credentials", "create")
    assert made["access"] and made["secret"], made
    rows = {row["Access"]: row["Secret"] for row in client("ec2", "credentials", "list")}
    equal(rows.get(made["access"]), made["secret"], "listed")
    equal(client("ec2", "credentials", "show", made["access"])["secret"], made["secret"], "secret")
    client.do("ec2", "credentials", "delete", made["access"])
    client.refused("ec2", "credentials", "show", made["access"], because="HTTP 404")


def application_credential(client):
    name = f"deploy-{client.name}"
    made = client.fields("application", "credential", "create", name, "--role", "reader", "--description", "tried",
                         "--expiration", "2040-01-01T00:00:00")
    assert made["secret"], made
    assert "reader" in str(made["roles"]) and "admin" not in str(made["roles"]), made
    assert name in {row["Name"] for row in client("application", "credential", "list")}, "it is not listed"
    equal(client.fields("application", "credential", "show", name)["id"], made["id"], "id")
    client.refused("application", "credential", "create", name, because="409")
    client.do("application", "credential", "delete", name)
    client.refused("application", "credential", "show", name, because=("No ", "Could not find"))


class Application:
    """An application credential of the administrator's for the time of one case."""

    def __init__(self, client, *options):
        self.client, self.options = client, options
        self.name = f"application-{client.name}-{id(self):x}"

    def __enter__(self):
        made = self.client.fields("application", "credential", "create", self.name, *self.options)
        self.id, self.secret = made["id"], made["secret"]
        entry = self.client.cloud.entry()
        self.environment = {
            "OS_AUTH_TYPE": "v3applicationcredential", "OS_AUTH_URL": entry["auth_url"], "OS_CACERT": entry["cacert"],
            "OS_APPLICATION_CREDENTIAL_SECRET": self.secret, "OS_IDENTITY_API_VERSION": "3",
            "OS_CLIENT_CONFIG_FILE": "/nonexistent"}
        self.by_id = self.environment | {"OS_APPLICATION_CREDENTIAL_ID": self.id}
        return self

    def __exit__(self, *_):
        self.client.do("application", "credential", "delete", self.id)


def application_login(client):
    with Application(client, "--role", "reader") as application:
        issued = client("token", "issue", **application.by_id)
        equal(issued["project_id"], client("token", "issue")["project_id"], "project")
        client("project", "list", **application.by_id)
        client.refused("project", "create", "forbidden", because=("HTTP 403", "ForbiddenException: 403"), **application.by_id)
        by_name = application.environment | {
            "OS_APPLICATION_CREDENTIAL_NAME": application.name, "OS_USERNAME": "admin", "OS_USER_DOMAIN_NAME": "Default"}
        equal(client("token", "issue", **by_name)["user_id"], issued["user_id"], "user")
        wrong = application.by_id | {"OS_APPLICATION_CREDENTIAL_SECRET": "wrong"}
        client.refused("token", "issue", because="HTTP 401", **wrong)


def restricted(client):
    with Application(client) as application:
        client.refused("application", "credential", "create", "another", because="403", **application.by_id)
    with Application(client, "--unrestricted") as application:
        made = client.fields("application", "credential", "create", application.name + "-2", **application.by_id)
        client.do("application", "credential", "delete", made["id"])


def access_rules(client):
    rules = json.dumps([{"service": "identity", "method": "GET", "path": "/v3/regions"}])
    with Application(client, "--access-rules", rules) as application:
        found = [row for row in client("access", "rule", "list") if row["Path"] == "/v3/regions"]
        equal([(row["Service"], row["Method"]) for row in found], [("identity", "GET")], "rules")
        equal(client.fields("access", "rule", "show", found[0]["ID"])["path"], "/v3/regions", "path")
        client("region", "list", **application.by_id)
        client.refused("role", "list", because="401", **application.by_id)
        client.refused("access", "rule", "delete", found[0]["ID"], because=("403", "1 of 1"))
    client.do("access", "rule", "delete", found[0]["ID"])


def trust(client):
    with Visitor(client) as visitor:
        made = client.fields("trust", "create", "--project", "admin", "--role", "reader", "admin", visitor.id)
        equal((made["trustee_user_id"], made["impersonation"]), (visitor.id, False), "made")
        assert made["id"] in {row["ID"] for row in client("trust", "list")}, "it is not listed"
        shown = client.fields("trust", "show", made["id"])
        equal((shown["trustor_user_id"], "reader" in str(shown["roles"])), (made["trustor_user_id"], True), "shown")
        client.do("trust", "delete", made["id"])
        client.refused("trust", "show", made["id"], because=("No trust", "No Trust found", "Could not find trust", "404"))


def trust_login(client):
    with Visitor(client) as visitor:
        made = client.fields("trust", "create", "--project", "admin", "--role", "reader", "--impersonate", "admin", visitor.id)
        environment = {name: value for name, value in client.as_user(visitor.name, PASSWORD).items()
                       if "PROJECT" not in name} | {"OS_TRUST_ID": made["id"]}
        issued = client("token", "issue", **environment)
        equal(issued["user_id"], made["trustor_user_id"], "user: it is the trustor's token")
        equal(issued["project_id"], made["project_id"], "project")
        client("project", "list", **environment)
        client.refused("application", "credential", "create", "outlives", because="403", **environment)
        client.do("trust", "delete", made["id"])
        client.refused("token", "issue", because="HTTP 401", **environment)


def totp(client):
    with Visitor(client, role="reader") as visitor:
        secret = base64.b32encode(b"12345678901234567890").decode()
        client("credential", "create", "--type", "totp", visitor.id, secret)
        environment = client.as_user(visitor.name, PASSWORD) | {"OS_AUTH_TYPE": "v3totp", "OS_PASSCODE": code(secret)}
        del environment["OS_PASSWORD"]
        equal(client("token", "issue", **environment)["user_id"], visitor.id, "user")
        client.refused("token", "issue", because="HTTP 401", **environment)


def code(secret):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[19] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
