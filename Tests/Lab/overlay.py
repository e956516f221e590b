"""Guests on two hosts: they reach each other and are reached as the rules say, whatever dies meanwhile."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.parse

from cases import equal
from cloud import Refused, wait
from hosts import ip

# Emulated guests boot in about ten seconds when nothing else runs; this is for a busy machine.
BOOT = 240
SERVERS = "/compute/v2.1/servers"
EXTERNAL = "172.30.0.0/24"


def run(cases, cloud, hosts, image):
    lab = Lab(cloud, hosts, image)
    try:
        cases.run("two hosts join a controller", lab.hosts_join)
        cases.run("image, flavor, networks, router and key are made", lab.furnish)
        cases.run("a guest boots on each host", lab.boot)
        cases.run("a guest reads the config drive, the other one the metadata service", lab.metadata)
        cases.run("the screen is reached through a WebSocket and the agent's tunnel", lab.screen)
        cases.run("a floating address is reached by ping and ssh from outside", lab.floating)
        cases.run("guests on different hosts reach each other", lab.overlay)
        cases.run("what no rule allows in is blocked, until a rule allows it", lab.ingress)
        cases.run("what no rule allows out is blocked", lab.egress)
        cases.run("a spoofed source address is dropped", lab.spoofing)
        cases.run("the restart of an agent loses no packet", lab.agent_restart)
        cases.run("stop, start, reboot, pause: a guest obeys and comes back", lab.power)
        cases.run("what happens behind its back is named by debug and doctor, and made good", lab.drift)
        cases.run("no host fits: the fault says why, for each host", lab.no_fit)
        cases.run("deleted while it is built: nothing stays", lab.deleted_while_building)
        cases.run("kill -9 of the agent while a guest is made: it boots", lab.killed_while_building, "agent")
        cases.run("kill -9 of the controller while a guest is made: it boots", lab.killed_while_building, "controller")
        cases.run("deleting everything leaves nothing on the hosts", lab.clean)
    finally:
        lab.forget()


class Lab:
    def __init__(self, cloud, hosts, image):
        self.cloud, self.hosts, self.image_file = cloud, hosts, image
        self.session = None
        self.scratch = tempfile.mkdtemp(prefix="apus-lab-keys-")
        self.key = os.path.join(self.scratch, "key")
        self.servers = []

    # The cloud

    def hosts_join(self):
        answer, code = self.cloud.ask("up", "--no-agent", *self.cloud.options)
        equal(code, 0, str(answer))
        self.session = self.cloud.session()
        for host in self.hosts:
            host.start()
        self.hosts[0].join(self.cloud, PHYSICAL_NETWORKS)
        for host in self.hosts[1:]:
            host.join(self.cloud)
        ip("route", "add", EXTERNAL, "via", self.hosts[0].address)
        up = wait(60, lambda: all(host["phase"] == "up" for host in self.hosts_seen()) and len(self.hosts_seen()) == len(self.hosts))
        assert up, [self.hosts_seen(), *(host.words("agent.log") for host in self.hosts)]

    def hosts_seen(self):
        return self.session.json("GET", "/apus/v1/hosts")["hosts"]

    def furnish(self):
        post = lambda path, body: self.session.json("POST", path, body)  # noqa: E731
        self.image = post("/image/v2/images", {"name": "guest", "disk_format": "qcow2", "container_format": "bare"})["id"]
        self.upload(self.image)
        self.flavor = post("/compute/v2.1/flavors",
                           {"flavor": {"name": "lab", "ram": 192, "vcpus": 1, "disk": 1}})["flavor"]["id"]
        self.public = post("/network/v2.0/networks", {"network": {
            "name": "public", "router:external": True, "provider:network_type": "flat",
            "provider:physical_network": "external"}})["network"]["id"]
        post("/network/v2.0/subnets", {"subnet": {
            "network_id": self.public, "ip_version": 4, "cidr": EXTERNAL, "gateway_ip": "172.30.0.1", "enable_dhcp": False,
            "allocation_pools": [{"start": "172.30.0.10", "end": "172.30.0.99"}]}})
        self.network = post("/network/v2.0/networks", {"network": {"name": "lab"}})["network"]["id"]
        subnet = post("/network/v2.0/subnets", {"subnet": {
            "network_id": self.network, "ip_version": 4, "cidr": "10.20.0.0/24"}})["subnet"]["id"]
        self.router = post("/network/v2.0/routers", {"router": {
            "name": "lab", "external_gateway_info": {"network_id": self.public}}})["router"]["id"]
        self.session.json("PUT", f"/network/v2.0/routers/{self.router}/add_router_interface", {"subnet_id": subnet})
        self.group = post("/network/v2.0/security-groups", {"security_group": {"name": "lab"}})["security_group"]["id"]
        self.rule(protocol="tcp", port_range_min=22, port_range_max=22)
        self.rule(protocol="icmp")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        with open(self.key + ".pub") as file:
            post("/compute/v2.1/os-keypairs", {"keypair": {"name": "lab", "public_key": file.read().strip()}})

    def upload(self, image):
        with open(self.image_file, "rb") as file:
            self.session.connection.request("PUT", f"/image/v2/images/{image}/file", file.read(), {
                "Content-Type": "application/octet-stream", "X-Auth-Token": self.session.token})
            answer = self.session.connection.getresponse()
            body = answer.read()
        if answer.status != 204:
            raise Refused(answer.status, body)

    def rule(self, **members):
        rule = {"security_group_id": self.group, "direction": "ingress", "ethertype": "IPv4", **members}
        return self.session.json("POST", "/network/v2.0/security-group-rules",
                                 {"security_group_rule": rule})["security_group_rule"]["id"]

    # Servers

    def create(self, name, host, **members):
        server = {"name": name, "imageRef": self.image, "flavorRef": self.flavor, "key_name": "lab",
                  "networks": [{"uuid": self.network}], "security_groups": [{"name": "lab"}], **members}
        if host is not None:
            server["availability_zone"] = f"nova:{host.name}"
        return self.session.json("POST", SERVERS, {"server": server})["server"]["id"]

    def show(self, server):
        try:
            return self.session.json("GET", f"{SERVERS}/{server}")["server"]
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def status(self, server, wanted, seconds=BOOT):
        """Waits for the status; an ERROR on the way is the end of it."""
        def reached():
            found = (self.show(server) or {"status": "GONE"})
            return found if found["status"] in (wanted, "ERROR", "GONE") else None

        found = wait(seconds, reached, 0.2)
        assert found and found["status"] == wanted, (found or self.show(server))
        return found

    def gone(self, server, seconds=60):
        assert wait(seconds, lambda: self.show(server) is None, 0.2), self.show(server)

    def console(self, server):
        """Empty while the host's agent is on its way back."""
        try:
            answer = self.session.json("POST", f"{SERVERS}/{server}/action", {"os-getConsoleOutput": {"length": None}})
        except Refused as error:
            if error.status != 503:
                raise
            return ""
        return answer["output"]

    def ready(self, server, times=1):
        """The guest has said so on its console, this many times."""
        assert wait(BOOT, lambda: self.console(server).count("guest: ready") >= times, 0.5), self.console(server)[-600:]
        return self.console(server)

    def boot(self):
        user_data = base64.b64encode(b"#!/bin/sh\necho from user data > /tmp/said\n").decode()
        self.one = self.create("one", self.hosts[0], config_drive=True)
        self.two = self.create("two", self.hosts[1], user_data=user_data)
        self.servers = [self.one, self.two]
        for server, host in zip(self.servers, self.hosts):
            found = self.status(server, "ACTIVE")
            equal(found["OS-EXT-SRV-ATTR:host"], host.name)
            self.ready(server)

    def metadata(self):
        assert "metadata from the drive, name one" in self.console(self.one), self.console(self.one)[-600:]
        assert "metadata from the service, name two" in self.console(self.two), self.console(self.two)[-600:]

    def screen(self):
        """What a browser would do; the guest's QEMU greets with the version of its protocol (RFC 6143 §7.1.1)."""
        status, _, body = self.session.request(
            "POST", f"{SERVERS}/{self.one}/remote-consoles", {"remote_console": {"protocol": "vnc", "type": "novnc"}},
            {"OpenStack-API-Version": "compute 2.6"})
        equal(status, 200, body.decode())
        url = json.loads(body)["remote_console"]["url"]
        path = "/" + urllib.parse.unquote(urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["path"][0])
        answer = greeting(self.cloud, path)
        equal(answer[:4], b"RFB ")
        refused = greeting(self.cloud, path[:-3] + "xyz")
        assert refused is None, "a wrong token opens a console"
        return answer.decode().strip()

    # Traffic

    def address(self, server):
        return [entry["addr"] for entries in self.show(server)["addresses"].values() for entry in entries
                if entry["OS-EXT-IPS:type"] == "fixed"][0]

    def port(self, server):
        return self.session.json("GET", f"/network/v2.0/ports?device_id={server}")["ports"][0]["id"]

    def float(self, server):
        body = {"floatingip": {"floating_network_id": self.public, "port_id": self.port(server)}}
        return self.session.json("POST", "/network/v2.0/floatingips", body)["floatingip"]["floating_ip_address"]

    def ssh(self, address, command, seconds=60):
        options = [f"-oConnectTimeout={seconds}", "-oServerAliveInterval=3", "-oServerAliveCountMax=3",
                   "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null",
                   "-oLogLevel=ERROR", "-oBatchMode=yes"]
        done = subprocess.run(["ssh", "-i", self.key, *options, f"root@{address}", command], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=seconds + 60, check=False)
        return done.stdout if done.returncode == 0 else None

    def said(self, address, command, seconds=60):
        answer = wait(seconds, lambda: self.ssh(address, command, 10))
        assert answer is not None, f"no answer from {address} to: {command}"
        return answer

    def floating(self):
        self.outside = {server: self.float(server) for server in self.servers}
        for address in self.outside.values():
            assert wait(60, lambda a=address: pings(a), 0.5), f"{address} does not answer"
        equal(self.said(self.outside[self.one], "hostname").strip().split(".")[0], "one")
        equal(self.said(self.outside[self.two], "cat /tmp/said").strip(), "from user data")

    def overlay(self):
        other = self.address(self.two)
        answer = self.said(self.outside[self.one], f"ping -c 3 -W 5 {other} | tail -2")
        assert " 0% packet loss" in answer, answer
        banner = self.said(self.outside[self.one], f"echo | timeout 20 nc {other} 22 | head -c 7")
        equal(banner.strip(), "SSH-2.0")

    def listens(self, address, port):
        done = subprocess.run(["timeout", "6", "bash", "-c", f"exec 3<>/dev/tcp/{address}/{port} && head -c 2 <&3"],
                              capture_output=True, text=True, check=False)
        return done.stdout == "hi"

    def ingress(self):
        address = self.outside[self.one]
        self.said(address, "(while :; do echo hi | nc -l -p 8080; done) >/dev/null 2>&1 & sleep 1; echo started")
        assert not self.listens(address, 8080), "port 8080 is reached without a rule"
        rule = self.rule(protocol="tcp", port_range_min=8080, port_range_max=8080)
        assert wait(30, lambda: self.listens(address, 8080)), "port 8080 is not reached with a rule"
        self.session.json("DELETE", f"/network/v2.0/security-group-rules/{rule}")
        assert wait(30, lambda: not self.listens(address, 8080)), "port 8080 is reached after its rule has gone"

    def egress(self):
        address, other = self.outside[self.one], self.address(self.two)
        ping = f"ping -c 2 -W 2 {other} >/dev/null && echo yes || echo no"
        equal(self.said(address, ping).strip(), "yes")
        rules = self.session.json("GET", f"/network/v2.0/security-group-rules?security_group_id={self.group}"
                                         "&direction=egress&ethertype=IPv4")["security_group_rules"]
        for rule in rules:
            self.session.json("DELETE", f"/network/v2.0/security-group-rules/{rule['id']}")
        # The session that asks comes from outside, and its answers belong to a connection that is allowed.
        assert wait(60, lambda: self.said(address, ping).strip() == "no"), "a guest reaches another without a rule for it"
        self.rule(direction="egress")
        assert wait(60, lambda: self.said(address, ping).strip() == "yes"), "a guest does not reach another with a rule"

    def spoofing(self):
        address, other = self.outside[self.one], self.address(self.two)
        spoof = ("ip addr add 10.20.0.77/24 dev eth0; "
                 f"ping -c 3 -W 2 -I 10.20.0.77 {other} | grep 'packets received' ; ip addr del 10.20.0.77/24 dev eth0")
        answer = self.said(address, spoof)
        assert re.search(r"\b0 packets received", answer), answer

    def agent_restart(self):
        address = self.outside[self.one]
        ping = subprocess.Popen(["ping", "-i", "0.1", "-c", "150", "-W", "3", address], stdout=subprocess.PIPE, text=True)
        for host in self.hosts:
            host.stop_agent(signal.SIGKILL)
            host.start_agent()
        output, _ = ping.communicate(timeout=120)
        loss = re.search(r"([\d.]+)% packet loss", output)[1]
        equal(float(loss), 0.0, " | ".join(output.splitlines()[-3:]))
        return output.splitlines()[-2]

    # Life

    def act(self, server, action):
        self.session.json("POST", f"{SERVERS}/{server}/action", action)

    def power(self):
        server, address = self.two, self.outside[self.two]
        for action, status in (({"pause": None}, "PAUSED"), ({"unpause": None}, "ACTIVE"), ({"os-stop": None}, "SHUTOFF")):
            self.act(server, action)
            self.status(server, status)
        self.act(server, {"os-start": None})
        self.status(server, "ACTIVE")
        self.said(address, "echo up", BOOT)
        before = self.said(address, "cat /proc/sys/kernel/random/boot_id")
        self.act(server, {"reboot": {"type": "HARD"}})
        after = wait(BOOT, lambda: self.ssh(address, f"grep -v {before.strip()} /proc/sys/kernel/random/boot_id", 10))
        assert after, "the guest has not come back from its reboot"
        self.status(server, "ACTIVE")

    def debug(self, server):
        document, code = self.cloud.ask("debug", "server", server)
        equal(code, 0, str(document))
        return document["debug"]

    def aspect(self, server, what):
        return next(line for line in self.debug(server)["lines"] if line["what"] == what)

    def drift(self):
        """The guest goes off behind Apus' back; then, while its agent is frozen, something is asked for."""
        server, host = self.two, self.hosts[1]
        domain = next(name for name in host.domains() if server in name)
        host.output("virsh", "-q", "-c", "qemu:///system", "destroy", domain)
        self.status(server, "SHUTOFF", 60)
        power = self.aspect(server, "power")
        equal(power["intent"], "running")
        assert power["observed"].startswith("shut off"), power
        assert "the guest itself" in power["decided"], power
        host.run("pkill", "-STOP", "-x", "apus-agent")
        try:
            assert wait(30, lambda: any(seen["name"] == host.name and seen["phase"] == "down" for seen in self.hosts_seen()))
            self.act(server, {"os-start": None})
            assert wait(30, lambda: not self.aspect(server, "generation")["agrees"]), self.debug(server)
            sheet = self.debug(server)
            equal(sheet["views"]["observed"]["whose"], f"the agent of {host.name}")
            assert "ended" in sheet["views"]["observed"]["detail"], sheet["views"]
            assert f"until host {host.name} is back" in sheet["waits"][0]["reason"], sheet["waits"]
            found = self.cloud.ask("doctor")[0]["findings"]
            drift = [f for f in found if f["code"] == "FLEET-DRIFT" and host.name in f["check"]]
            assert drift and server in drift[0]["message"], found
        finally:
            # nsenter stops with its child, and wakes it when it goes on.
            host.agent.send_signal(signal.SIGCONT)
            host.run("pkill", "-CONT", "-x", "apus-agent")
        self.status(server, "ACTIVE")
        assert wait(30, lambda: all(line["agrees"] for line in self.debug(server)["lines"])), self.debug(server)
        left = [f for f in self.cloud.ask("doctor")[0]["findings"] if (f["code"] or "").startswith("FLEET-")]
        equal(left, [])
        self.said(self.outside[server], "echo up", BOOT)
        return drift[0]["message"]

    def no_fit(self):
        flavor = self.session.json("POST", "/compute/v2.1/flavors", {"flavor": {
            "name": "giant", "ram": 1 << 20, "vcpus": 1, "disk": 1}})["flavor"]["id"]
        quota = self.session.json("GET", "/identity/v3/projects?name=admin")["projects"][0]["id"]
        self.session.json("PUT", f"/compute/v2.1/os-quota-sets/{quota}", {"quota_set": {"ram": -1}})
        server = self.create("giant", None, flavorRef=flavor)
        found = wait(60, lambda: (lambda s: s if s["status"] == "ERROR" else None)(self.show(server)))
        assert found, self.show(server)
        message = found["fault"]["message"]
        self.session.json("DELETE", f"{SERVERS}/{server}")
        self.gone(server)
        assert "No valid host" in message, message
        return message.splitlines()[0]

    def deleted_while_building(self):
        before = [host.leftovers() for host in self.hosts]
        for _ in range(4):
            server = self.create("short", self.hosts[1])
            self.session.json("DELETE", f"{SERVERS}/{server}")
            self.gone(server, 120)
        assert wait(60, lambda: [host.leftovers() for host in self.hosts] == before, 0.5), [
            before, [host.leftovers() for host in self.hosts]]

    def killed_while_building(self, program):
        """Killed several times on its way, so that most steps are hit in one run or another."""
        server = self.create("lucky", self.hosts[1])
        for pause in (0, 0.15, 0.4, 0.8):
            threading.Event().wait(pause)
            if program == "agent":
                self.hosts[1].stop_agent(signal.SIGKILL)
                self.hosts[1].start_agent()
            else:
                self.cloud.kill("controller")
                assert wait(60, self.cloud.answers), "the controller does not come back"
        assert wait(60, self.session_works)
        self.status(server, "ACTIVE")
        self.ready(server)
        self.session.json("DELETE", f"{SERVERS}/{server}")
        self.gone(server)

    def session_works(self):
        try:
            return self.session.json("GET", "/apus/v1/hosts")
        except (OSError, Refused):
            return None

    def clean(self):
        for server in self.servers:
            self.session.json("DELETE", f"{SERVERS}/{server}")
        for server in self.servers:
            self.gone(server)
        for floating in self.session.json("GET", "/network/v2.0/floatingips")["floatingips"]:
            self.session.json("DELETE", f"/network/v2.0/floatingips/{floating['id']}")
        subnet = self.session.json("GET", f"/network/v2.0/subnets?network_id={self.network}")["subnets"][0]["id"]
        self.session.json("PUT", f"/network/v2.0/routers/{self.router}/remove_router_interface", {"subnet_id": subnet})
        self.session.json("DELETE", f"/network/v2.0/routers/{self.router}")
        for network in (self.network, self.public):
            self.session.json("DELETE", f"/network/v2.0/networks/{network}")
        assert wait(60, lambda: not any(host.leftovers() for host in self.hosts), 0.5), [
            host.leftovers() for host in self.hosts]
        for host in self.hosts:
            files = host.output("find", "/var/lib/apus-agent/instances", "-mindepth", "1", "-maxdepth", "1").split()
            equal(files, [])
        providers = self.session.json("GET", "/placement/resource_providers")["resource_providers"]
        for provider in providers:
            usages = self.session.json("GET", f"/placement/resource_providers/{provider['uuid']}/usages")["usages"]
            equal({kind: used for kind, used in usages.items() if used}, {})

    def forget(self):
        subprocess.run(["rm", "-rf", self.scratch], check=False)


def greeting(cloud, path):
    """The first message of a WebSocket; None where the server does not switch to it (RFC 6455)."""
    with socket.create_connection((cloud.address, cloud.port), 30) as plain, \
            cloud.tls().wrap_socket(plain, server_hostname=cloud.address) as stream:
        key = base64.b64encode(os.urandom(16)).decode()
        stream.sendall((f"GET {path} HTTP/1.1\r\nHost: {cloud.address}:{cloud.port}\r\nUpgrade: websocket\r\n"
                        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Protocol: binary\r\n\r\n").encode())
        reader = stream.makefile("rb")
        status = reader.readline().split()
        while reader.readline() not in (b"\r\n", b""):
            pass
        if status[1] != b"101":
            return None
        head = reader.read(2)
        equal(head[0], 0x82, "the kind of the first frame")
        return reader.read(head[1] & 0x7F)


def pings(address):
    return subprocess.run(["ping", "-c", "1", "-W", "2", address], capture_output=True, check=False).returncode == 0


# More lines of the first host's agent.yaml: the bridge of the external network is made by its agent.
PHYSICAL_NETWORKS = """
physical_networks:
  external:
    bridge: apus-ext
    address: 172.30.0.1/24
    nat: true
"""
