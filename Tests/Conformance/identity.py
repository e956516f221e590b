"""Identity, command by command: each resource is made, found, changed and removed as a person would."""

import functools

from cases import equal

PASSWORD = "a long enough passw0rd"


def run(cases, client):
    case = lambda name, body: cases.run(f"{client.name}: {name}", body, client)  # noqa: E731
    case("versions show", versions)
    case("token issue", token)
    case("token revoke", revoked_token)
    case("catalog list", catalog)
    case("catalog show", catalog_show)
    for kind in (domain, project, user, role, group, region, service):
        for name, body in kind(f"{kind.__name__}-{client.name}"):
            case(name, body)
    case("endpoint create, list, show, set, delete", endpoint)
    case("group add, contains and remove user", membership)
    case("role add, assignment list, remove", assignment)
    case("role assignment list --names", assignment_names)
    case("implied role list", implied)
    case("a user with a role can sign in and read", reader)
    case("user password set", own_password)
    case("a wrong password is refused", wrong_password)
    case("an unknown user is refused in the same words", unknown_user)
    case("a disabled user is refused", disabled_user)
    case("without the role it is forbidden", missing_role)
    case("without any role there is no scoped token", no_role)
    case("an unknown id is not found", unknown_id)
    case("a second project of the same name is a conflict", conflict)
    case("a domain that is enabled is not deleted", enabled_domain)


def versions(client):
    found = {(row["Service Type"], row["Version"]) for row in client("versions", "show")}
    assert any(kind == "identity" and version.startswith("3.") for kind, version in found), found


def token(client):
    issued = client("token", "issue")
    for field in ("id", "expires", "project_id", "user_id"):
        assert issued[field], f"no {field}"
    assert len(issued["id"]) <= 255, "the token is longer than 255 characters"


def revoked_token(client):
    """A revoked token is worth nothing, also where it was valid a moment ago."""
    issued = client("token", "issue")["id"]
    entry = client.cloud.entry()
    by_token = {"OS_AUTH_TYPE": "token", "OS_TOKEN": issued, "OS_AUTH_URL": entry["auth_url"], "OS_CACERT": entry["cacert"],
                "OS_PROJECT_NAME": "admin", "OS_PROJECT_DOMAIN_NAME": "Default", "OS_IDENTITY_API_VERSION": "3"}
    client("project", "list", **by_token)
    client.do("token", "revoke", issued)
    client.refused("project", "list", because="(HTTP 40", **by_token)


def catalog(client):
    found = {row["Type"]: row for row in client("catalog", "list")}
    equal(found["identity"]["Name"], "keystone", "name")
    endpoints = {(e["interface"], e["url"], e["region"], e["region_id"]) for e in found["identity"]["Endpoints"]}
    url = f"https://{client.cloud.address}:{client.cloud.port}/identity/v3"
    equal(endpoints, {(i, url, "RegionOne", "RegionOne") for i in ("public", "internal", "admin")}, "endpoints")


def catalog_show(client):
    equal(client("catalog", "show", "identity")["name"], "keystone", "name")


def lifecycle(kind, create, change, changed):
    """create, list, show, set and delete of one kind of resource, as five cases that build on each other."""
    made = {}

    def created(client):
        made["id"] = client(kind, "create", *create)["id"]

    def listed(client):
        key = "Region" if kind == "region" else "ID"
        assert made["id"] in {row[key] for row in client(kind, "list")}, "it is not listed"

    def shown(client):
        shown_ = client(kind, "show", made["id"])
        equal(shown_.get("id", shown_.get("region")), made["id"], "id")

    def set_(client):
        client.do(kind, "set", *change, made["id"])
        field, value = changed
        equal(client(kind, "show", made["id"])[field], value, field)

    def deleted(client):
        client.do(kind, "delete", made["id"])
        # Regions have no names: the client takes another one for it, so that only the list tells.
        if kind == "region":
            assert made["id"] not in {row["Region"] for row in client(kind, "list")}, "it is still listed"
        else:
            ways = (f"No {kind} with ", f"No {kind.capitalize()} found for", "could not be found")
            client.refused(kind, "show", made["id"], because=ways)

    for verb, body in (("create", created), ("list", listed), ("show", shown), ("set", set_), ("delete", deleted)):
        yield f"{kind} {verb}", body


def domain(name):
    return lifecycle("domain", [name, "--description", "tried"], ["--disable"], ("enabled", False))


def project(name):
    return lifecycle("project", [name, "--description", "tried", "--tag", "x"], ["--name", name + "-2"],
                     ("name", name + "-2"))


def user(name):
    return lifecycle("user", [name, "--password", PASSWORD], ["--email", "a@example.org"], ("email", "a@example.org"))


def role(name):
    return lifecycle("role", [name], ["--description", "tried"], ("description", "tried"))


def group(name):
    return lifecycle("group", [name], ["--description", "tried"], ("description", "tried"))


def region(name):
    made = lifecycle("region", [name], ["--description", "tried"], ("description", "tried"))
    return ((title, functools.partial(with_region_id, body) if title == "region create" else body) for title, body in made)


def with_region_id(body, client):
    """`region create` shows the id under another name."""
    class Renamed:
        def __call__(self, *words, **extra):
            shown = client(*words, **extra)
            return shown | {"id": shown.get("region", shown.get("id"))}
    body(Renamed())


def service(name):
    return lifecycle("service", ["tried-" + name, "--name", name], ["--description", "tried"], ("description", "tried"))


def endpoint(client):
    """Of a service of its own: clients would take a second endpoint of the identity service for the first."""
    kind = f"far-{client.name}"
    service_ = client("service", "create", kind, "--name", kind)["id"]
    made = client("endpoint", "create", "--region", "RegionOne", kind, "public", "https://example.org/one")["id"]
    assert made in {row["ID"] for row in client("endpoint", "list", "--service", kind, "--interface", "public")}
    client.do("endpoint", "set", "--url", "https://example.org/two", made)
    equal(client("endpoint", "show", made)["url"], "https://example.org/two", "url")
    client.do("endpoint", "delete", made)
    assert made not in {row["ID"] for row in client("endpoint", "list")}, "it is still listed"
    client.do("service", "delete", service_)


class Visitor:
    """A user, with a role in a project where one is named, for the time of one case."""

    def __init__(self, client, role=None, project="admin"):
        self.client, self.role, self.project = client, role, project
        self.name = f"visitor-{client.name}-{id(self):x}"

    def __enter__(self):
        self.id = self.client("user", "create", self.name, "--password", PASSWORD)["id"]
        if self.role:
            self.client.do("role", "add", "--user", self.id, "--project", self.project, self.role)
        self.environment = self.client.as_user(self.name, PASSWORD, self.project)
        return self

    def __exit__(self, *_):
        self.client.do("user", "delete", self.id)


def membership(client):
    with Visitor(client) as visitor:
        group_ = client("group", "create", f"club-{client.name}")["id"]
        client.do("group", "add", "user", group_, visitor.id)
        client.do("group", "contains", "user", group_, visitor.id)
        equal([row["ID"] for row in client("user", "list", "--group", group_)], [visitor.id], "members")
        client.do("group", "remove", "user", group_, visitor.id)
        equal(client("user", "list", "--group", group_), [], "members")
        client.do("group", "delete", group_)


def assignment(client):
    with Visitor(client) as visitor:
        client.do("role", "add", "--user", visitor.id, "--project", "admin", "member")
        words = ("role", "assignment", "list", "--user", visitor.id)
        equal([bool(row["Project"]) for row in client(*words)], [True], "assignments")
        effective = client(*words, "--effective")
        equal(len(effective), 2, "effective assignments: member implies reader")
        client.do("role", "remove", "--user", visitor.id, "--project", "admin", "member")
        equal(client(*words), [], "assignments after the removal")


def assignment_names(client):
    rows = client("role", "assignment", "list", "--names")
    assert any((row["Role"], row["User"], row["Project"]) == ("admin", "admin@Default", "admin@Default") for row in rows), rows


def implied(client):
    pairs = {(row["Prior Role Name"], row["Implied Role Name"]) for row in client("implied", "role", "list")}
    assert {("admin", "manager"), ("manager", "member"), ("member", "reader")} <= pairs, pairs


def reader(client):
    with Visitor(client, role="reader") as visitor:
        equal(client("token", "issue", **visitor.environment)["user_id"], visitor.id, "user_id")
        equal(client("user", "show", visitor.id, **visitor.environment)["name"], visitor.name, "name")


def own_password(client):
    with Visitor(client, role="reader") as visitor:
        client.do("user", "password", "set", "--original-password", PASSWORD, "--password", PASSWORD + "2",
                  **visitor.environment)
        client.refused("token", "issue", because="HTTP 401", **visitor.environment)
        client("token", "issue", **client.as_user(visitor.name, PASSWORD + "2"))


def wrong_password(client):
    client.refused("token", "issue", because="The request you have made requires authentication. (HTTP 401)",
                   **client.as_user("admin", "wrong"))


def unknown_user(client):
    client.refused("token", "issue", because="The request you have made requires authentication. (HTTP 401)",
                   **client.as_user("nobody", "wrong"))


def disabled_user(client):
    with Visitor(client, role="reader") as visitor:
        client.do("user", "set", "--disable", visitor.id)
        client.refused("token", "issue", because="HTTP 401", **visitor.environment)


def missing_role(client):
    with Visitor(client, role="reader") as visitor:
        ways = ("HTTP 403", "ForbiddenException: 403")
        return client.refused("project", "create", "forbidden", because=ways, **visitor.environment)


def no_role(client):
    with Visitor(client) as visitor:
        client.refused("token", "issue", because="HTTP 401", **visitor.environment)


def unknown_id(client):
    unknown = "0" * 32
    client.refused("project", "show", unknown, because=("No project with a name or ID", "No Project found for"))
    client.refused("role", "show", unknown, because=("No role with a name or ID", "No Role found for"))


def conflict(client):
    client.refused("project", "create", "admin", because=("HTTP 409", "ConflictException: 409"))


def enabled_domain(client):
    made = client("domain", "create", f"enabled-{client.name}")["id"]
    client.refused("domain", "delete", made, because="403")
    client.do("domain", "set", "--disable", made)
    client.do("domain", "delete", made)
