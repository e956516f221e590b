"""A host that really runs guests, and what servers are made of: an image, a flavor, networks, a router."""

from cases import equal
from cloud import Refused, wait
from hosts import ip

EXTERNAL = "172.30.0.0/24"
# More lines of the host's agent.yaml: its agent makes the bridge of the external network.
PHYSICAL_NETWORKS = """
physical_networks:
  external:
    bridge: apus-ext
    address: 172.30.0.1/24
    nat: true
"""


def start(cloud, host):
    answer, code = cloud.ask("up", "--no-agent", *cloud.options)
    equal(code, 0, f"exit code ({answer})")
    host.start()
    host.join(cloud, PHYSICAL_NETWORKS)
    ip("route", "add", EXTERNAL, "via", host.address)
    session = cloud.session()
    up = wait(60, lambda: [each["phase"] for each in session.json("GET", "/apus/v1/hosts")["hosts"]] == ["up"])
    assert up, host.words("agent.log")


def fill(cloud, image_file):
    """The names are those of the cloud that `deploy/up` makes."""
    session = cloud.session()
    image(session, image_file)
    session.json("POST", "/compute/v2.1/flavors", {"flavor": {"name": "m1.tiny", "ram": 192, "vcpus": 1, "disk": 1}})
    public = network(session, "public", **{
        "router:external": True, "provider:network_type": "flat", "provider:physical_network": "external"})
    subnet(session, public, EXTERNAL, gateway_ip="172.30.0.1", enable_dhcp=False,
           allocation_pools=[{"start": "172.30.0.10", "end": "172.30.0.99"}])
    inside = subnet(session, network(session, "demo"), "10.20.0.0/24")
    router = session.json("POST", "/network/v2.0/routers", {
        "router": {"name": "demo", "external_gateway_info": {"network_id": public}}})["router"]["id"]
    session.json("PUT", f"/network/v2.0/routers/{router}/add_router_interface", {"subnet_id": inside})


def network(session, name, **members):
    return session.json("POST", "/network/v2.0/networks", {"network": {"name": name, **members}})["network"]["id"]


def subnet(session, network_id, cidr, **members):
    document = {"network_id": network_id, "ip_version": 4, "cidr": cidr, **members}
    return session.json("POST", "/network/v2.0/subnets", {"subnet": document})["subnet"]["id"]


def image(session, path):
    made = session.json("POST", "/image/v2/images", {
        "name": "apus-guest", "disk_format": "qcow2", "container_format": "bare", "visibility": "public"})["id"]
    with open(path, "rb") as file:
        session.connection.request("PUT", f"/image/v2/images/{made}/file", file.read(), {
            "Content-Type": "application/octet-stream", "X-Auth-Token": session.token})
        answer = session.connection.getresponse()
        body = answer.read()
    if answer.status != 204:
        raise Refused(answer.status, body)
