"""Limits, endpoint filters, policies and OAuth 1.0, command by command."""

import atexit
import json
import os
import tempfile

from cases import equal
from identity import PASSWORD, Visitor


def run(cases, client):
    case = lambda name, body: cases.run(f"{client.name}: {name}", body, client)  # noqa: E731
    case("registered limit create, list, show, set, delete", registered)
    case("limit create, list, show, set, delete", limit)
    case("limit create without a registered limit is refused", unregistered)
    case("endpoint group create, list, show, set, delete", endpoint_group)
    case("endpoint group add and remove project", group_in_project)
    case("endpoint add and remove project", endpoint_in_project)
    case("policy create, list, show, set, delete", policy)
    case("consumer create, list, show, set, delete", consumer)
    case("request token create and authorize, access token create, a token by it", oauth)
    if client.whole:  # the library of older clients has no plugin for it
        case("a token by OAuth 2.0 client credentials", oauth2)


class Service:
    """A service of its own for the time of one case, with an endpoint."""

    def __init__(self, client):
        self.client, self.kind = client, f"limited-{client.name}"

    def __enter__(self):
        self.id = self.client("service", "create", self.kind, "--name", self.kind)["id"]
        self.endpoint = self.client("endpoint", "create", "--region", "RegionOne", self.kind, "public",
                                    "https://example.org/limited")["id"]
        return self

    def __exit__(self, *_):
        self.client.do("service", "delete", self.id)


def registered(client):
    with Service(client) as service:
        made = client("registered", "limit", "create", "--service", service.id, "--default-limit", "10",
                      "--region", "RegionOne", "--description", "tried", "things")
        equal((made["resource_name"], made["default_limit"], made["region_id"]), ("things", 10, "RegionOne"), "made")
        rows = client("registered", "limit", "list", "--service", service.id)
        equal([row["ID"] for row in rows], [made["id"]], "listed")
        equal(client("registered", "limit", "list", "--resource-name", "others"), [], "filtered")
        client.do("registered", "limit", "set", "--default-limit", "20", made["id"])
        equal(client("registered", "limit", "show", made["id"])["default_limit"], 20, "default_limit")
        client.do("registered", "limit", "delete", made["id"])
        client.refused("registered", "limit", "show", made["id"], because="Could not find registered limit")


def limit(client):
    with Service(client) as service:
        default = client("registered", "limit", "create", "--service", service.id, "--default-limit", "10", "things")
        made = client("limit", "create", "--service", service.id, "--project", "admin", "--resource-limit", "5", "things")
        equal((made["resource_limit"], made["resource_name"]), (5, "things"), "made")
        rows = client("limit", "list", "--service", service.id, "--project", "admin")
        equal([row["ID"] for row in rows], [made["id"]], "listed")
        client.do("limit", "set", "--resource-limit", "7", "--description", "more", made["id"])
        shown = client("limit", "show", made["id"])
        equal((shown["resource_limit"], shown["description"]), (7, "more"), "shown")
        client.refused("registered", "limit", "delete", default["id"],
                       because=("project limits associated", "1 of 1 registered limits failed to delete"))
        client.do("limit", "delete", made["id"])
        client.refused("limit", "show", made["id"], because="Could not find limit")
        client.do("registered", "limit", "delete", default["id"])


def unregistered(client):
    with Service(client) as service:
        client.refused("limit", "create", "--service", service.id, "--project", "admin", "--resource-limit", "5", "things",
                       because="no corresponding registered limit")


def written(document):
    """The path of a file that holds a document, until the suite ends."""
    with tempfile.NamedTemporaryFile("w", prefix="apus-", suffix=".json", delete=False) as file:
        file.write(document)
    atexit.register(os.unlink, file.name)
    return file.name


def endpoint_group(client):
    with Service(client) as service:
        filters = written(json.dumps({"service_id": service.id}))
        made = client("endpoint", "group", "create", "--description", "tried", f"some-{client.name}", filters)
        assert made["id"] in {row["ID"] for row in client("endpoint", "group", "list")}, "it is not listed"
        client.do("endpoint", "group", "set", "--name", f"others-{client.name}", made["id"])
        shown = client("endpoint", "group", "show", made["id"])
        equal(shown["name"], f"others-{client.name}", "name")
        client.do("endpoint", "group", "delete", made["id"])
        assert made["id"] not in {row["ID"] for row in client("endpoint", "group", "list")}, "it is still listed"


def group_in_project(client):
    with Service(client) as service:
        filters = written(json.dumps({"service_id": service.id}))
        group = client("endpoint", "group", "create", f"some-{client.name}", filters)["id"]
        project = client("project", "create", f"filtered-{client.name}")["id"]
        client.do("endpoint", "group", "add", "project", group, project)
        rows = client("endpoint", "list", "--project", project)
        equal([row["ID"] for row in rows], [service.endpoint], "endpoints of the project")
        client.do("endpoint", "group", "remove", "project", group, project)
        client.do("project", "delete", project)
        client.do("endpoint", "group", "delete", group)


def endpoint_in_project(client):
    """A project that has been given one endpoint sees no other in its catalog."""
    with Service(client) as service, Visitor(client) as visitor:
        project = client("project", "create", f"filtered-{client.name}")["id"]
        client.do("role", "add", "--user", visitor.id, "--project", project, "reader")
        environment = client.as_user(visitor.name, PASSWORD, f"filtered-{client.name}")
        client.do("endpoint", "add", "project", service.endpoint, project)
        found = client("catalog", "list", **environment)
        equal([row["Type"] for row in found], [service.kind], "catalog")
        rows = client("endpoint", "list", "--endpoint", service.endpoint)
        equal([row["ID"] for row in rows], [project], "projects of the endpoint")
        client.do("endpoint", "remove", "project", service.endpoint, project)
        assert len(client("catalog", "list", **environment)) > 1, "the catalog is still filtered"
        client.do("project", "delete", project)


def policy(client):
    rules = written('{"a": "rule:b"}')
    made = client("policy", "create", "--type", "application/json", rules)
    assert made["id"] in {row["ID"] for row in client("policy", "list")}, "it is not listed"
    client.do("policy", "set", "--type", "text/plain", made["id"])
    equal(client("policy", "show", made["id"])["type"], "text/plain", "type")
    client.do("policy", "delete", made["id"])
    client.refused("policy", "show", made["id"], because=("Could not find policy", "No policy with a name or ID"))


def consumer(client):
    made = client("consumer", "create", "--description", "tried")
    assert made["secret"], "no secret"
    assert made["id"] in {row["ID"] for row in client("consumer", "list")}, "it is not listed"
    client.do("consumer", "set", "--description", "tried again", made["id"])
    shown = client("consumer", "show", made["id"])
    equal(shown["description"], "tried again", "description")
    assert "secret" not in shown, "the secret is shown again"
    client.do("consumer", "delete", made["id"])
    assert made["id"] not in {row["ID"] for row in client("consumer", "list")}, "it is still listed"


def oauth(client):
    """The whole way of a consumer to a token that has no more than the role it was given."""
    made = client("consumer", "create")
    key = ("--consumer-key", made["id"], "--consumer-secret", made["secret"])
    request = client("request", "token", "create", *key, "--project", "admin")
    verifier = client("request", "token", "authorize", "--request-key", request["id"], "--role", "reader")["oauth_verifier"]
    client.refused("access", "token", "create", *key, "--request-key", request["id"], "--request-secret",
                   request["secret"], "--verifier", "wrong", because="HTTP 401")
    access = client("access", "token", "create", *key, "--request-key", request["id"], "--request-secret",
                    request["secret"], "--verifier", verifier)
    user = client("token", "issue")["user_id"]
    session = client.cloud.session()
    shown = session.json("GET", f"/identity/v3/users/{user}/OS-OAUTH1/access_tokens/{access['id']}")["access_token"]
    equal(shown["consumer_id"], made["id"], "consumer")
    entry = client.cloud.entry()
    by_access = {"OS_AUTH_TYPE": "v3oauth1", "OS_CONSUMER_KEY": made["id"], "OS_CONSUMER_SECRET": made["secret"],
                 "OS_ACCESS_KEY": access["id"], "OS_ACCESS_SECRET": access["secret"], "OS_AUTH_URL": entry["auth_url"],
                 "OS_CACERT": entry["cacert"], "OS_IDENTITY_API_VERSION": "3", "OS_CLIENT_CONFIG_FILE": "/nonexistent"}
    assert client("token", "issue", **by_access)["project_id"], "a token without project"
    ways = ("HTTP 403", "ForbiddenException: 403")
    client.refused("project", "create", "more-than-reader", because=ways, **by_access)
    client.do("consumer", "delete", made["id"])
    equal(session.request("GET", f"/identity/v3/users/{user}/OS-OAUTH1/access_tokens/{access['id']}")[0], 404, "gone")
    client.refused("token", "issue", because="(HTTP 40", **by_access)


def oauth2(client):
    """A token by the credentials of a client, and what can be done with it."""
    made = client.fields(
        "application", "credential", "create", f"client-{client.name}", "--secret", "of a client", "--role", "reader")
    entry = client.cloud.entry()
    by_client = {"OS_AUTH_TYPE": "v3oauth2clientcredential", "OS_OAUTH2_ENDPOINT": entry["auth_url"] + "/OS-OAUTH2/token",
                 "OS_OAUTH2_CLIENT_ID": made["id"], "OS_OAUTH2_CLIENT_SECRET": "of a client",
                 "OS_AUTH_URL": entry["auth_url"], "OS_CACERT": entry["cacert"], "OS_IDENTITY_API_VERSION": "3",
                 "OS_CLIENT_CONFIG_FILE": "/nonexistent"}
    assert client("token", "issue", **by_client)["project_id"], "a token without project"
    client.refused("token", "issue", because="(HTTP 401", **by_client | {"OS_OAUTH2_CLIENT_SECRET": "wrong"})
    client.do("application", "credential", "delete", made["id"])
