"""Security groups, routers and floating IPs, as a person uses them from the command line and as libraries ask for them."""

from cases import equal

CONFLICT = ("ConflictException", "Conflict (HTTP 409)", "409")
NOT_FOUND = ("NotFoundException", "could not be found", "404", "No ")
BAD_REQUEST = ("BadRequestException", "400")

SDK = """
import openstack
from openstack import exceptions
cloud = openstack.connect(cloud="apus")
net = cloud.network

def refused(kind, call, *words, **named):
    try:
        call(*words, **named)
    except kind as error:
        return str(error)
    raise AssertionError(f"{call.__name__} {words} {named} was allowed")

group = net.create_security_group(name="sdk", description="of the SDK", stateful=True)
assert len(group.security_group_rules) == 2, group.security_group_rules
rule = net.create_security_group_rule(security_group_id=group.id, direction="ingress", ethertype="IPv4", protocol="tcp",
                                      port_range_min=80, port_range_max=81, remote_ip_prefix="10.0.0.0/8")
assert net.get_security_group_rule(rule.id).normalized_cidr == "10.0.0.0/8"
refused(exceptions.ConflictException, net.create_security_group_rule, security_group_id=group.id, direction="ingress",
        protocol="tcp", port_range_min=80, port_range_max=81, remote_ip_prefix="10.0.0.0/8")
made = list(net.create_security_group_rules([
    {"security_group_id": group.id, "direction": "ingress", "protocol": "udp", "port_range_min": port, "port_range_max": port}
    for port in (53, 123)]))
assert len(made) == 2, made
assert len(list(net.security_group_rules(security_group_id=group.id, direction="ingress"))) == 3
net.set_tags(group, ["tried"])
assert [each.id for each in net.security_groups(tags="tried")] == [group.id]
assert net.find_security_group("sdk").id == group.id
assert net.update_security_group(group, description="changed").description == "changed"

outside = net.create_network(name="sdk-outside", is_router_external=True)
net.create_subnet(network_id=outside.id, ip_version=4, cidr="198.51.100.0/24", is_dhcp_enabled=False)
inside = net.create_network(name="sdk-inside")
subnet = net.create_subnet(network_id=inside.id, ip_version=4, cidr="10.77.0.0/24")
overlap = net.create_subnet(network_id=net.create_network(name="sdk-other").id, ip_version=4, cidr="10.77.0.0/25")
router = net.create_router(name="sdk", external_gateway_info={"network_id": outside.id})
added = net.add_interface_to_router(router, subnet_id=subnet.id)
assert added["subnet_id"] == subnet.id, added
refused(exceptions.BadRequestException, net.add_interface_to_router, router, subnet_id=overlap.id)
refused(exceptions.ConflictException, net.delete_router, router, ignore_missing=False)
route = {"destination": "10.99.0.0/16", "nexthop": "10.77.0.9"}
assert net.add_extra_routes_to_router(router, {"router": {"routes": [route]}}).routes == [route]
refused(exceptions.ConflictException, net.remove_interface_from_router, router, subnet_id=subnet.id)
assert net.remove_extra_routes_from_router(router, {"router": {"routes": [route]}}).routes == []

port = net.create_port(network_id=inside.id, name="sdk")
address = net.create_ip(floating_network_id=outside.id, port_id=port.id)
assert address.floating_ip_address.startswith("198.51.100."), address
assert (address.port_id, address.router_id) == (port.id, router.id), address
assert net.find_ip(address.floating_ip_address).id == address.id
refused(exceptions.ConflictException, net.create_ip, floating_network_id=outside.id, port_id=port.id)
refused(exceptions.ConflictException, net.remove_interface_from_router, router, subnet_id=subnet.id)
lonely = net.create_port(network_id=overlap.network_id)
refused(exceptions.NotFoundException, net.create_ip, floating_network_id=outside.id, port_id=lonely.id)
refused(exceptions.BadRequestException, net.create_ip, floating_network_id=inside.id)
address = net.update_ip(address, port_id=None)
assert address.port_id is None and address.status == "DOWN", address
net.delete_ip(address, ignore_missing=False)
net.remove_interface_from_router(router, subnet_id=subnet.id)
net.delete_router(router, ignore_missing=False)
for each in (port, lonely):
    net.delete_port(each, ignore_missing=False)
for name in ("sdk-outside", "sdk-inside", "sdk-other"):
    net.delete_network(net.find_network(name, ignore_missing=False), ignore_missing=False)
net.delete_security_group(group, ignore_missing=False)
refused(exceptions.NotFoundException, net.get_security_group, group.id)
"""


def run(cases, client):
    """The commands of one client."""
    work = Work(client)
    for name, body in (
        ("security group create, list, show, set", work.group), ("security group rule create, list, show", work.rules),
        ("wrong security group rules are refused", work.wrong_rules),
        ("the same security group rule twice is a conflict", work.same_rule),
        ("the default security group is there", work.default_group),
        ("a security group of a port is not deleted", work.group_in_use),
        ("security group rule delete, security group delete", work.delete_group),
        ("router create, list, show, set", work.router), ("router add subnet", work.interface),
        ("overlapping subnets of a router are refused", work.overlap),
        ("router set --external-gateway", work.gateway), ("router routes", work.routes),
        ("floating ip create, list, show", work.floating), ("floating ip set and unset --port", work.associate),
        ("a second floating ip of one address is a conflict", work.second),
        ("what a floating ip needs is not removed", work.needed), ("floating ip delete", work.delete_floating),
        ("router remove subnet, router delete", work.delete_router),
        ("the SDK makes and removes security groups, routers and floating IPs", work.sdk),
    ):
        cases.run(f"{client.name}: {name}", body)


class Work:
    def __init__(self, client):
        self.client = client
        self.name = f"l3-{client.name}"
        # Each client has addresses of its own, which its networks alone have.
        self.inside = f"10.{60 + len(client.name)}.0"
        self.outside = f"203.0.{100 + len(client.name)}"
        self.ids = {}

    # Security groups

    def group(self):
        client, name = self.client, self.name
        group = client("security", "group", "create", name, "--description", "tried")
        self.ids["group"] = group["id"]
        assert any(row["ID"] == group["id"] for row in client("security", "group", "list"))
        equal(client("security", "group", "show", name)["description"], "tried", "description")
        client.do("security", "group", "set", name, "--description", "changed")
        equal(client("security", "group", "show", name)["description"], "changed", "description")

    def rules(self):
        client = self.client
        made = client("security", "group", "rule", "create", self.name, "--protocol", "tcp", "--dst-port", "22:23",
                      "--remote-ip", "10.0.0.0/8", "--description", "ssh")
        self.ids["rule"] = made["id"]
        equal((made["protocol"], made["port_range_min"], made["port_range_max"]), ("tcp", 22, 23), "rule")
        client("security", "group", "rule", "create", self.name, "--protocol", "icmp", "--icmp-type", "8", "--icmp-code", "0")
        client("security", "group", "rule", "create", self.name, "--egress", "--ethertype", "IPv6", "--protocol", "vrrp")
        client("security", "group", "rule", "create", self.name, "--protocol", "udp", "--remote-group", self.name)
        listed = client("security", "group", "rule", "list", self.name)
        equal(len(listed), 6, "rules")
        equal(client("security", "group", "rule", "show", made["id"])["remote_ip_prefix"], "10.0.0.0/8", "prefix")

    def wrong_rules(self):
        create = ("security", "group", "rule", "create", self.name)
        self.client.refused(*create, "--protocol", "vrrp", "--dst-port", "22", because=BAD_REQUEST)
        self.client.refused(*create, "--protocol", "nonsense", because=BAD_REQUEST)
        self.client.refused(*create, "--ethertype", "IPv6", "--remote-ip", "10.0.0.0/8", because=BAD_REQUEST)
        self.client.refused("security", "group", "rule", "create", "no-such-group", because=NOT_FOUND)

    def same_rule(self):
        return self.client.refused(
            "security", "group", "rule", "create", self.name, "--protocol", "tcp", "--dst-port", "22:23", "--remote-ip",
            "10.0.0.0/8", because="rule already exists")

    def default_group(self):
        project = self.client("token", "issue")["project_id"]
        groups = [row for row in self.client("security", "group", "list", "--project", project) if row["Name"] == "default"]
        equal(len(groups), 1, "default groups")
        self.client.refused("security", "group", "create", "default", because=CONFLICT)
        self.client.refused("security", "group", "set", groups[0]["ID"], "--name", "other", because=CONFLICT)

    def group_in_use(self):
        self.networks()
        port = self.client("port", "create", f"{self.name}-g", "--network", f"{self.name}-inside", "--security-group",
                           self.ids["group"])
        self.client.refused("security", "group", "delete", self.name, because=CONFLICT)
        self.client.do("port", "delete", port["id"])

    def delete_group(self):
        self.client.do("security", "group", "rule", "delete", self.ids["rule"])
        self.client.refused("security", "group", "rule", "show", self.ids["rule"], because=NOT_FOUND)
        self.client.do("security", "group", "delete", self.name)
        self.client.refused("security", "group", "show", self.name, because=NOT_FOUND)

    # Routers

    def networks(self):
        client, name = self.client, self.name
        client("network", "create", f"{name}-inside")
        client("subnet", "create", f"{name}-inside", "--network", f"{name}-inside", "--subnet-range", f"{self.inside}.0/24")
        client("network", "create", f"{name}-other")
        client("subnet", "create", f"{name}-other", "--network", f"{name}-other", "--subnet-range", f"{self.inside}.0/25")
        client("network", "create", f"{name}-outside", "--external")
        client("subnet", "create", f"{name}-outside", "--network", f"{name}-outside", "--subnet-range",
               f"{self.outside}.0/24", "--no-dhcp")

    def router(self):
        client, name = self.client, self.name
        router = client("router", "create", name)
        equal(router["status"], "ACTIVE", "status")
        assert any(row["ID"] == router["id"] for row in client("router", "list"))
        client.do("router", "set", name, "--description", "changed")
        equal(client("router", "show", name)["description"], "changed", "description")

    def interface(self):
        self.client.do("router", "add", "subnet", self.name, f"{self.name}-inside")
        self.client.refused("router", "add", "subnet", self.name, f"{self.name}-inside", because=BAD_REQUEST)
        self.client.refused("router", "delete", self.name, because=CONFLICT)
        ports = self.client("port", "list", "--router", self.name, "--long")
        equal([port["Device Owner"] for port in ports], ["network:router_interface"], "ports")
        return self.client.refused("port", "delete", ports[0]["ID"], because=CONFLICT)

    def overlap(self):
        return self.client.refused("router", "add", "subnet", self.name, f"{self.name}-other", because=BAD_REQUEST)

    def gateway(self):
        client, name = self.client, self.name
        client.refused("router", "set", name, "--external-gateway", f"{name}-inside", because=BAD_REQUEST)
        client.do("router", "set", name, "--external-gateway", f"{name}-outside")
        info = client("router", "show", name)["external_gateway_info"]
        equal(info["enable_snat"], True, "enable_snat")
        assert info["external_fixed_ips"][0]["ip_address"].startswith(self.outside), info
        client.do("router", "set", name, "--external-gateway", f"{name}-outside", "--disable-snat")
        equal(client("router", "show", name)["external_gateway_info"]["enable_snat"], False, "enable_snat")

    def routes(self):
        client, name = self.client, self.name
        route = f"destination=10.250.0.0/16,gateway={self.inside}.9"
        client.do("router", "set", name, "--route", route)
        equal(len(client("router", "show", name)["routes"]), 1, "routes")
        client.refused("router", "set", name, "--route", "destination=10.251.0.0/16,gateway=192.0.2.9", because=BAD_REQUEST)
        client.refused("router", "remove", "subnet", name, f"{name}-inside", because=CONFLICT)
        client.do("router", "unset", name, "--route", route)
        equal(client("router", "show", name)["routes"], [], "routes")

    # Floating IPs

    def floating(self):
        client, name = self.client, self.name
        made = client("floating", "ip", "create", f"{name}-outside", "--description", "tried")
        self.ids["floating"] = made["id"]
        equal((made["status"], made["port_id"]), ("DOWN", None), "floating ip")
        address = made["floating_ip_address"]
        equal(client("floating", "ip", "show", address)["id"], made["id"], "by address")
        assert any(row["ID"] == made["id"] for row in client("floating", "ip", "list"))
        client.refused("floating", "ip", "create", f"{name}-inside", because=BAD_REQUEST)
        client.refused("floating", "ip", "create", f"{name}-outside", "--floating-ip-address", address, because=CONFLICT)

    def associate(self):
        client, name = self.client, self.name
        port = client("port", "create", name, "--network", f"{name}-inside")
        self.ids["port"] = port["id"]
        client.do("floating", "ip", "set", self.ids["floating"], "--port", port["id"])
        shown = client("floating", "ip", "show", self.ids["floating"])
        equal(shown["port_id"], port["id"], "port")
        assert shown["fixed_ip_address"].startswith(self.inside), shown
        client.do("floating", "ip", "unset", self.ids["floating"], "--port")
        equal(client("floating", "ip", "show", self.ids["floating"])["port_id"], None, "port")
        client.do("floating", "ip", "set", self.ids["floating"], "--port", port["id"])
        lonely = client("port", "create", f"{name}-lonely", "--network", f"{name}-other")["id"]
        client.refused("floating", "ip", "create", f"{name}-outside", "--port", lonely, because="is not reachable from subnet")
        client.do("port", "delete", lonely)

    def second(self):
        return self.client.refused(
            "floating", "ip", "create", f"{self.name}-outside", "--port", self.ids["port"], because=CONFLICT)

    def needed(self):
        self.client.refused("router", "unset", self.name, "--external-gateway", because=CONFLICT)
        self.client.refused("router", "remove", "subnet", self.name, f"{self.name}-inside", because=CONFLICT)

    def delete_floating(self):
        client = self.client
        client.do("port", "delete", self.ids["port"])
        equal(client("floating", "ip", "show", self.ids["floating"])["port_id"], None, "port")
        client.do("floating", "ip", "delete", self.ids["floating"])
        client.refused("floating", "ip", "show", self.ids["floating"], because=NOT_FOUND)

    def delete_router(self):
        client, name = self.client, self.name
        client.do("router", "unset", name, "--external-gateway")
        client.do("router", "remove", "subnet", name, f"{name}-inside")
        client.do("router", "delete", name)
        client.refused("router", "show", name, because=NOT_FOUND)
        for network in ("inside", "other", "outside"):
            client.do("network", "delete", f"{name}-{network}")

    def sdk(self):
        """With the Python that the client runs in."""
        self.client.library(SDK)
