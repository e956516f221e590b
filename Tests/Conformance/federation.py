"""Federation: the stock client's commands, and its ways to sign in, against a real OpenID Connect provider."""

import http.cookiejar
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

from cases import equal
from cloud import port_is_free, wait

HERE = os.path.dirname(os.path.abspath(__file__))
DASHBOARD = "https://dashboard.example.org/auth/websso/"
SECRET = "provider-secret"
USERS = {
    "dora": {"sub": "u-1", "password": "dora-pass", "preferred_username": "dora", "email": "dora@example.org",
             "groups": ["conformance-dev", "unknown"]},
    "eve": {"sub": "u-2", "password": "eve-pass", "preferred_username": "eve", "email": "eve@evil.example", "groups": []},
}
RULES = [
    {"remote": [{"type": "OIDC-sub"}, {"type": "OIDC-preferred_username"},
                {"type": "OIDC-email", "any_one_of": ["@example\\.org$"], "regex": True}, {"type": "HTTP_OIDC_GROUPS"}],
     "local": [{"user": {"id": "{0}", "name": "{1}"}, "groups": "{2}", "domain": {"id": "default"}}]},
    {"remote": [{"type": "OIDC-sub", "any_one_of": ["^service-"], "regex": True}, {"type": "OIDC-sub"}],
     "local": [{"user": {"name": "{0}"}, "group": {"name": "conformance-dev", "domain": {"name": "Default"}}}]},
]


class Provider:
    """The provider as a process, with certificates of its own, and what the cloud must know of it."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.directory = tempfile.mkdtemp(prefix="apus-oidc-")
        self.port = next(port for port in range(18_300, 18_400) if port_is_free(port))
        self.issuer = f"https://127.0.0.1:{self.port}"
        self.bundle = self.path("bundle.pem")
        self.process = None

    def path(self, name):
        return os.path.join(self.directory, name)

    def __enter__(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=oidc", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.path("key.pem"),
             "-out", self.path("cert.pem")], check=True, capture_output=True)
        base = f"https://{self.cloud.address}:{self.cloud.port}/identity/v3/auth/OS-FEDERATION/identity_providers/corp"
        self.write("settings.json", json.dumps({
            "issuer": self.issuer, "port": self.port, "certificate": self.path("cert.pem"), "key": self.path("key.pem"),
            "users": USERS, "clients": {"apus": {"secret": SECRET, "redirects": [f"{base}/protocols/openid/websso"]}}}))
        with open(self.path("cert.pem"), encoding="utf-8") as own, open(self.cloud.entry()["cacert"], encoding="utf-8") as other:
            self.write("bundle.pem", own.read() + other.read())
        with open(self.path("log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "oidc_provider.py"), self.path("settings.json")],
                                            stdout=log, stderr=log)
        self.configure()
        assert wait(20, self.answers), open(self.path("log"), encoding="utf-8").read()[-500:]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.directory)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def configure(self):
        """What an operator writes into the state directory."""
        directory = os.path.join(self.cloud.directory, "federation")
        os.makedirs(directory, mode=0o700, exist_ok=True)
        path = os.path.join(directory, "corp.yaml")
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f"issuer: {self.issuer}\nclient_id: apus\nclient_secret: {SECRET}\nintrospection: true\n"
                       f"ca_file: {self.path('cert.pem')}\ntrusted_dashboards: [{DASHBOARD}]\n")

    def answers(self):
        try:
            return self.opener().open(self.issuer + "/keys", timeout=5).status == 200
        except OSError:
            return False

    def opener(self):
        """A browser, as far as one is needed."""
        context = ssl.create_default_context(cafile=self.bundle)
        jar = http.cookiejar.CookieJar()
        return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context),
                                           urllib.request.HTTPCookieProcessor(jar))

    def environment(self, kind, **more):
        entry = self.cloud.entry()
        return {
            "OS_AUTH_TYPE": kind, "OS_AUTH_URL": entry["auth_url"], "OS_IDENTITY_PROVIDER": "corp", "OS_PROTOCOL": "openid",
            "OS_CLIENT_ID": "apus", "OS_CLIENT_SECRET": SECRET, "OS_OPENID_SCOPE": "openid profile",
            "OS_DISCOVERY_ENDPOINT": self.issuer + "/.well-known/openid-configuration", "OS_CACERT": self.bundle,
            "OS_PROJECT_NAME": "conformance-federated", "OS_PROJECT_DOMAIN_NAME": "Default", "OS_IDENTITY_API_VERSION": "3",
            "OS_CLIENT_CONFIG_FILE": "/nonexistent", **more,
        }

    def access_token(self, name, scope="openid profile"):
        form = {"grant_type": "password", "username": name, "password": USERS[name]["password"], "scope": scope}
        request = urllib.request.Request(self.issuer + "/token", urllib.parse.urlencode(form).encode())
        basic = urllib.request.base64.b64encode(f"apus:{SECRET}".encode()).decode()
        request.add_header("Authorization", "Basic " + basic)
        with self.opener().open(request, timeout=10) as answer:
            return json.load(answer)["access_token"]


def run(cases, client):
    if not client.whole:
        return
    case = lambda name, body, *more: cases.run(f"{client.name}: {name}", body, client, *more)  # noqa: E731
    with Provider(client.cloud) as provider:
        case("identity provider create, list, show, set", providers, provider)
        case("mapping create, list, show, set", mappings, provider)
        case("federation protocol create, list, show, set", protocols, provider)
        case("service provider create, list, show, set, delete", service_providers)
        case("a group with a role for federated users", furnish)
        case("a user of the provider signs in with a password", password, provider)
        case("and with a token", access_token, provider)
        case("and with one that says nothing itself", opaque_token, provider)
        case("a program signs in with its own credentials", client_credentials, provider)
        case("whom the mapping does not know stays out", unmapped, provider)
        case("a wrong token stays out", wrong_token, provider)
        case("federation project and domain list", places, provider)
        case("a browser signs in for a dashboard", browser, provider)
        case("a disabled provider lets nobody in", disabled, provider)
        case("federation protocol, mapping and identity provider delete", removed)


def providers(client, provider):
    made = client("identity", "provider", "create", "--remote-id", provider.issuer, "--enable", "corp")
    equal(made["remote_ids"] if isinstance(made["remote_ids"], list) else [made["remote_ids"]], [provider.issuer], "remote ids")
    assert "corp" in {row["ID"] for row in client("identity", "provider", "list")}
    client.do("identity", "provider", "set", "--description", "Single sign-on", "--authorization-ttl", "90", "corp")
    shown = client("identity", "provider", "show", "corp")
    equal((shown["description"], shown["authorization_ttl"], shown["enabled"]), ("Single sign-on", 90, True), "provider")
    client.refused("identity", "provider", "create", "corp", because="409")


def mappings(client, provider):
    provider.write("rules.json", json.dumps(RULES))
    client("mapping", "create", "--rules", provider.path("rules.json"), "corp-rules")
    assert "corp-rules" in {row["ID"] for row in client("mapping", "list")}
    client.do("mapping", "set", "--rules", provider.path("rules.json"), "corp-rules")
    equal(client("mapping", "show", "corp-rules")["rules"], RULES, "rules")
    provider.write("wrong.json", json.dumps([{"remote": [{"type": "a"}], "local": [{"user": {"name": "{1}"}}]}]))
    client.refused("mapping", "create", "--rules", provider.path("wrong.json"), "wrong", because="400")


def protocols(client, provider):
    words = ("federation", "protocol")
    client(*words, "create", "--identity-provider", "corp", "--mapping", "corp-rules", "openid")
    assert "openid" in {row["id"] for row in client(*words, "list", "--identity-provider", "corp")}
    client("mapping", "create", "--rules", provider.path("rules.json"), "corp-rules-2")
    # What this command returns is taken for an exit code by the client itself: what it has done is looked at instead.
    client.execute(*words, "set", "--identity-provider", "corp", "--mapping", "corp-rules-2", "openid")
    equal(client(*words, "show", "--identity-provider", "corp", "openid")["mapping"], "corp-rules-2", "mapping")
    client.execute(*words, "set", "--identity-provider", "corp", "--mapping", "corp-rules", "openid")
    client.do("mapping", "delete", "corp-rules-2")
    equal(client(*words, "show", "--identity-provider", "corp", "openid")["mapping"], "corp-rules", "mapping")


def service_providers(client):
    words = ("service", "provider")
    client(*words, "create", "--auth-url", "https://far.example.org/auth", "--service-provider-url", "https://far.example.org/sp",
           "far")
    client.do(*words, "set", "--description", "Far away", "far")
    equal(client(*words, "show", "far")["description"], "Far away", "description")
    assert "far" in {row["ID"] for row in client(*words, "list")}
    client.do(*words, "delete", "far")
    assert "far" not in {row["ID"] for row in client(*words, "list")}


def furnish(client):
    client("project", "create", "conformance-federated")
    client("group", "create", "conformance-dev")
    client.do("role", "add", "--group", "conformance-dev", "--project", "conformance-federated", "reader")


def password(client, provider):
    environment = provider.environment("v3oidcpassword", OS_USERNAME="dora", OS_PASSWORD="dora-pass")
    token = client("token", "issue", **environment)
    user = client("user", "show", token["user_id"])
    equal((user["name"], user.get("email")), ("dora", None), "user")
    equal(client("user", "show", token["user_id"], **environment)["name"], "dora", "by the user itself")
    equal(client("token", "issue", **environment)["user_id"], token["user_id"], "the same user again")


def access_token(client, provider):
    environment = provider.environment("v3oidcaccesstoken", OS_ACCESS_TOKEN=provider.access_token("dora"))
    assert client("token", "issue", **environment)["project_id"]


def opaque_token(client, provider):
    text = provider.access_token("dora", "openid opaque")
    assert "." not in text, "the provider's token is not opaque"
    assert client("token", "issue", **provider.environment("v3oidcaccesstoken", OS_ACCESS_TOKEN=text))["project_id"]


def client_credentials(client, provider):
    token = client("token", "issue", **provider.environment("v3oidcclientcredentials"))
    equal(client("user", "show", token["user_id"])["name"], "service-apus", "user")


def unmapped(client, provider):
    environment = provider.environment("v3oidcpassword", OS_USERNAME="eve", OS_PASSWORD="eve-pass")
    client.refused("token", "issue", because="HTTP 401", **environment)


def wrong_token(client, provider):
    text = provider.access_token("dora")
    for wrong in (text[:-8] + "AAAAAAAA", "nonsense", text.rsplit(".", 1)[0] + "."):
        client.refused("token", "issue", because="HTTP 401", **provider.environment("v3oidcaccesstoken", OS_ACCESS_TOKEN=wrong))


def places(client, provider):
    environment = provider.environment("v3oidcaccesstoken", OS_ACCESS_TOKEN=provider.access_token("dora"))
    equal([row["Name"] for row in client("federation", "project", "list", **environment)], ["conformance-federated"], "projects")
    equal(client("federation", "domain", "list", **environment), [], "domains")


def browser(client, provider):
    """To the cloud, to the provider, back with a code, and on to the dashboard with a token."""
    opener = provider.opener()
    start = f"https://{client.cloud.address}:{client.cloud.port}/identity/v3/auth/OS-FEDERATION/websso/openid?"
    start += urllib.parse.urlencode({"origin": DASHBOARD})
    with opener.open(start, timeout=10) as page:
        assert page.url.startswith(provider.issuer + "/authorize?"), page.url
        form = urllib.parse.urlencode({"username": "dora", "password": "dora-pass"}).encode()
        with opener.open(page.url, form, timeout=10) as last:
            html = last.read().decode()
    equal(re.search(r'action="([^"]+)"', html)[1], DASHBOARD, "where the token goes")
    token = re.search(r'name="token" id="token" value="([^"]+)"', html)[1]
    entry = client.cloud.entry()
    environment = {"OS_AUTH_TYPE": "token", "OS_TOKEN": token, "OS_AUTH_URL": entry["auth_url"], "OS_CACERT": entry["cacert"],
                   "OS_PROJECT_NAME": "conformance-federated", "OS_PROJECT_DOMAIN_NAME": "Default", "OS_IDENTITY_API_VERSION": "3"}
    assert client("token", "issue", **environment)["project_id"]
    try:
        opener.open(start.replace("dashboard", "stranger"), timeout=10)
        assert False, "a stranger's dashboard was accepted"
    except urllib.error.HTTPError as refusal:
        equal(refusal.code, 401, "status")


def disabled(client, provider):
    environment = provider.environment("v3oidcaccesstoken", OS_ACCESS_TOKEN=provider.access_token("dora"))
    token = client("token", "issue", **environment)
    client.do("identity", "provider", "set", "--disable", "corp")
    client.refused("token", "issue", because="HTTP 403", **environment)
    entry = client.cloud.entry()
    by_token = {"OS_AUTH_TYPE": "token", "OS_TOKEN": token["id"], "OS_AUTH_URL": entry["auth_url"], "OS_CACERT": entry["cacert"],
                "OS_IDENTITY_API_VERSION": "3"}
    client.refused("project", "list", because="(HTTP 40", **by_token)


def removed(client):
    client.do("federation", "protocol", "delete", "--identity-provider", "corp", "openid")
    client.do("mapping", "delete", "corp-rules")
    client.do("identity", "provider", "delete", "corp")
    client.refused("identity", "provider", "show", "corp", because=("404", "No identity provider", "Could not find"))
    client.do("group", "delete", "conformance-dev")
    client.do("project", "delete", "conformance-federated")
    assert not [row for row in client("user", "list") if row["Name"] in ("dora", "service-apus")], "its users are still there"
