"""What suites of the public API look at and the commands of the client do not reach."""

import json

from cases import equal

NETWORK = "/network/v2.0"


def run(cases, cloud):
    cases.run("rule: a policy makes a network external, and stays while it is used", external, cloud)
    cases.run("rule: subnets need the least MTU of their family", least_mtu, cloud)
    cases.run("rule: a port has groups of one kind, each once", groups, cloud)
    cases.run("rule: lists that others may not see are empty", unseen, cloud)
    cases.run("rule: an agent has a description; what every host needs stays on", agent, cloud)
    cases.run("rule: an image with data names its store", stores, cloud)


def make(session, kind, expect=(201,), **members):
    path = kind.replace("_", "-") if kind != "rbac_policy" else "rbac-policie"
    body = session.json("POST", f"{NETWORK}/{path}s", {kind: members}, expect)
    return body[kind] if kind in body else body["NeutronError"]["type"]


def refusal(answer):
    status, _, data = answer
    return status, json.loads(data)["NeutronError"]["type"]


def external(cloud):
    session, net = cloud.session(), None
    project = session.json("POST", "/identity/v3/projects", {"project": {"name": "rules"}})["project"]["id"]
    try:
        net = make(session, "network", name="rules")["id"]
        policy = make(session, "rbac_policy", object_type="network", object_id=net, action="access_as_external",
                      target_tenant="*")["id"]
        equal(session.json("GET", f"{NETWORK}/networks/{net}")["network"]["router:external"], True, "external")
        router = make(session, "router", project_id=project, external_gateway_info={"network_id": net})
        equal(router["external_gateway_info"]["external_fixed_ips"], [], "addresses of a network without subnets")
        answer = session.request("DELETE", f"{NETWORK}/rbac-policies/{policy}")
        equal(refusal(answer), (409, "RbacPolicyInUse"), "while a router uses it")
        session.json("DELETE", f"{NETWORK}/routers/{router['id']}")
        session.json("DELETE", f"{NETWORK}/rbac-policies/{policy}")
        equal(session.json("GET", f"{NETWORK}/networks/{net}")["network"]["router:external"], False, "external")
    finally:
        if net:
            session.request("DELETE", f"{NETWORK}/networks/{net}")
        session.request("DELETE", f"/identity/v3/projects/{project}")


def least_mtu(cloud):
    session = cloud.session()
    for mtu, version, cidr in ((67, 4, "10.91.0.0/24"), (1279, 6, "2001:db8:91::/64")):
        net = make(session, "network", mtu=mtu)["id"]
        made = make(session, "subnet", (409,), network_id=net, ip_version=version, cidr=cidr)
        session.json("DELETE", f"{NETWORK}/networks/{net}")
        equal(made, "NetworkMTUSubnetConflict", f"IPv{version}")


def groups(cloud):
    session = cloud.session()
    items = [{"security_group": {"name": "rules"}}, {"security_group": {"name": "rules", "stateful": False}}]
    made = session.json("POST", f"{NETWORK}/security-groups", {"security_groups": items})["security_groups"]
    ids = [group["id"] for group in made]
    net = make(session, "network")["id"]
    try:
        equal(make(session, "port", (409,), network_id=net, security_groups=ids), "SecurityGroupConflict", "two kinds")
        equal(make(session, "port", (400,), network_id=net, security_groups=ids[:1] * 2), "HTTPBadRequest", "twice")
    finally:
        session.json("DELETE", f"{NETWORK}/networks/{net}")
        for group in ids:
            session.json("DELETE", f"{NETWORK}/security-groups/{group}")


def unseen(cloud):
    """For a reader, whose project has nothing to do with any host."""
    session = cloud.session()
    post = lambda path, kind, **members: session.json("POST", f"/identity/v3/{path}", {kind: members})[kind]["id"]  # noqa: E731
    project, user = post("projects", "project", name="unseen"), post("users", "user", name="unseen", password="of a test")
    try:
        role = session.json("GET", "/identity/v3/roles?name=reader")["roles"][0]["id"]
        session.json("PUT", f"/identity/v3/projects/{project}/users/{user}/roles/{role}")
        reader = cloud.session()
        reader.token = None
        identity = {"methods": ["password"], "password": {"user": {"id": user, "password": "of a test"}}}
        status, headers, _ = reader.request("POST", "/identity/v3/auth/tokens", {
            "auth": {"identity": identity, "scope": {"project": {"id": project}}}})
        equal(status, 201, "token")
        reader.token = headers["X-Subject-Token"]
        equal(reader.json("GET", f"{NETWORK}/agents"), {"agents": []}, "agents")
        equal(reader.json("GET", f"{NETWORK}/network-ip-availabilities"), {"network_ip_availabilities": []}, "addresses")
    finally:
        session.json("DELETE", f"/identity/v3/users/{user}")
        session.json("DELETE", f"/identity/v3/projects/{project}")


def agent(cloud):
    session = cloud.session()
    for kind, status in (("L3 agent", 200), ("DHCP agent", 409)):
        found = session.json("GET", f"{NETWORK}/agents?agent_type={kind.replace(' ', '%20')}")["agents"][0]
        path = f"{NETWORK}/agents/{found['id']}"
        shown = session.json("PUT", path, {"agent": {"description": kind}})["agent"]
        equal(shown["description"], kind, "description")
        equal(session.request("PUT", path, {"agent": {"admin_state_up": False}})[0], status, f"{kind} off")
        session.json("PUT", path, {"agent": {"admin_state_up": True, "description": None}})
        equal(session.request("DELETE", path)[0], 409, "deleted")


def stores(cloud):
    session = cloud.session()
    image = session.json("POST", "/image/v2/images", {"name": "rules", "disk_format": "raw", "container_format": "bare"})
    try:
        assert "stores" not in image, image
        octets = {"Content-Type": "application/octet-stream"}
        equal(session.request("PUT", "/image" + image["file"], 42, octets)[0], 204, "upload")
        equal(session.json("GET", "/image" + image["self"])["stores"], "file", "store")
    finally:
        session.json("DELETE", "/image" + image["self"])
