"""Several hosts on one machine: each is a set of namespaces with a libvirtd and an agent of its own.

A host has its network, mounts, name, processes and /run for itself, so that its bridges, named namespaces, pid files and
domains collide with nobody's. Its process 1 is a shell: killing it is a power cut. The hosts hang on one bridge (the
underlay, 10.99.0.0/24) in the namespace of the controller, in which the whole test runs: see `enter`.
"""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from cloud import wait

# Suites of different names run at the same time, each on its own underlay.
NAMESPACE = os.environ.get("APUS_LAB", "apus-lab")
CONTROLLER = "10.99.0.1"
# As a switch that carries VXLAN would have it.
UNDERLAY_MTU = 1600

INIT = r"""
set -e
hostname "$NAME"
mount --make-rprivate /
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/netns /run/lock
for folder in etc/libvirt var/lib/libvirt var/log/libvirt var/cache/libvirt var/lib/apus-agent; do
    mkdir -p "$HOME_OF_HOST/$folder" "/$folder"
    mount --bind "$HOME_OF_HOST/$folder" "/$folder"
done
printf '127.0.0.1 localhost %s\n' "$NAME" >"$HOME_OF_HOST/hosts"
mount --bind "$HOME_OF_HOST/hosts" /etc/hosts
# As udev would have it. Where QEMU's user may not open the device, libvirt (which looks with more rights) never trusts what
# it has found out about QEMU, and finds it out again in every call: 15 s for a definition that takes 0.05 s.
if [ -c /dev/kvm ]; then
    mknod -m 660 /run/kvm c 10 232
    chgrp kvm /run/kvm
    mount --bind /run/kvm /dev/kvm
fi
virtlogd -d
libvirtd -d
: >"$HOME_OF_HOST/ready"
trap : TERM
while :; do sleep 86400 & wait $! || true; done
"""


def enter():
    """Runs this program again inside the namespace of the controller, which is made for it."""
    if os.environ.get("APUS_LAB_NAMESPACE") == NAMESPACE:
        return
    sweep()
    ip("netns", "add", NAMESPACE)
    ip("-n", NAMESPACE, "link", "set", "lo", "up")
    ip("-n", NAMESPACE, "link", "add", "underlay", "type", "bridge")
    ip("-n", NAMESPACE, "link", "set", "underlay", "mtu", str(UNDERLAY_MTU), "up")
    ip("-n", NAMESPACE, "addr", "add", f"{CONTROLLER}/24", "dev", "underlay")
    os.environ["APUS_LAB_NAMESPACE"] = NAMESPACE
    done = subprocess.run(["ip", "netns", "exec", NAMESPACE, sys.executable, *sys.argv], check=False)
    sweep()
    sys.exit(done.returncode)


def sweep():
    """Takes away what an earlier run has left."""
    names = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False).stdout.split("\n")
    ours = re.compile(re.escape(NAMESPACE) + r"(-h\d+)?( |$)")
    for name in (line.split()[0] for line in names if ours.match(line)):
        pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False).stdout.split()
        for pid in pids:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        subprocess.run(["ip", "netns", "del", name], check=False)


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Host:
    """One host; `number` chooses its name and address."""

    def __init__(self, number, programs, roles="compute,network"):
        self.name = f"h{number}"
        self.address = f"10.99.0.{10 + number}"
        self.namespace = f"{NAMESPACE}-{self.name}"
        self.programs = os.path.abspath(programs)
        self.roles = roles
        self.directory = tempfile.mkdtemp(prefix=f"apus-lab-{self.name}-")
        self.outer = None
        self.agent = None

    def start(self):
        self._wire()
        self._prepare()
        environment = dict(os.environ, NAME=self.name, HOME_OF_HOST=self.directory)
        log = open(os.path.join(self.directory, "init.log"), "w")
        self.outer = subprocess.Popen(
            ["ip", "netns", "exec", self.namespace, "unshare", "-m", "-u", "-i", "-p", "--fork", "--mount-proc", "--kill-child",
             "/bin/bash", "-c", INIT],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        assert wait(30, lambda: os.path.exists(os.path.join(self.directory, "ready"))), self.words("init.log")
        assert wait(30, lambda: self.run("virsh", "-q", "-c", "qemu:///system", "version").returncode == 0), "no libvirtd"

    def _wire(self):
        """A cable from the host's eth0 to the underlay."""
        ip("netns", "add", self.namespace)
        ip("link", "add", f"to-{self.name}", "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("link", "set", f"to-{self.name}", "master", "underlay", "mtu", str(UNDERLAY_MTU), "up")
        for words in (["link", "set", "lo", "up"], ["link", "set", "eth0", "mtu", str(UNDERLAY_MTU)],
                      ["addr", "add", f"{self.address}/24", "dev", "eth0"], ["link", "set", "eth0", "up"],
                      ["route", "add", "default", "via", CONTROLLER]):
            ip("-n", self.namespace, *words)

    def _prepare(self):
        """libvirt's configuration, with an identity of its own and without control groups, whose names would collide."""
        etc = os.path.join(self.directory, "etc/libvirt")
        shutil.copytree("/etc/libvirt", etc, symlinks=True)
        for name in glob.glob(os.path.join(etc, "qemu", "**", "*.xml"), recursive=True):
            os.unlink(name)
        with open("/proc/sys/kernel/random/uuid") as file:
            identity = file.read().strip()
        write(os.path.join(etc, "libvirtd.conf"), f'auth_unix_rw = "none"\nhost_uuid = "{identity}"\n')
        write(os.path.join(etc, "qemu.conf"), 'cgroup_controllers = []\nsecurity_driver = "none"\n')

    def pid(self):
        """Process 1 of the host, as this machine counts."""
        with open(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children") as file:
            children = file.read().split()
        return children[0]

    def words_to_enter(self):
        return ["nsenter", "-t", self.pid(), "-m", "-u", "-i", "-n", "-p", "--"]

    def run(self, *command, seconds=60, **options):
        return subprocess.run([*self.words_to_enter(), *command], capture_output=True, text=True, timeout=seconds,
                              stdin=subprocess.DEVNULL, check=False, **options)

    def output(self, *command, seconds=60):
        """What the command prints; it must succeed."""
        done = self.run(*command, seconds=seconds)
        assert done.returncode == 0, f"{self.name}: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}"
        return done.stdout

    def join(self, cloud, settings=None):
        """Makes it a member of the cloud's fleet; `settings` are more lines of its agent.yaml."""
        answer, code = cloud.ask("join", self.name, "--roles", self.roles)
        assert code == 0, answer
        self.output(f"{self.programs}/apus-agent", "join", f"https://{CONTROLLER}:{cloud.port}", answer["token"],
                    "--host", self.name)
        if settings:
            with open(os.path.join(self.directory, "var/lib/apus-agent/agent.yaml"), "a") as file:
                file.write(settings)
        self.start_agent()

    def start_agent(self):
        log = open(os.path.join(self.directory, "agent.log"), "a")
        self.agent = subprocess.Popen([*self.words_to_enter(), f"{self.programs}/apus-agent", "run"],
                                      stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def stop_agent(self, number=signal.SIGKILL):
        """nsenter waits for the agent, which is a process of the host's own."""
        self.run("pkill", f"-{int(number)}", "-x", "apus-agent")
        self.agent.wait(30)

    def domains(self):
        return self.output("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name").split()

    def leftovers(self):
        """What a network or a guest leaves on a host that has not been cleaned up."""
        links = [link["ifname"] for link in json.loads(self.output("ip", "-j", "link"))]
        made = [name for name in links if name.startswith(("brq", "vxl", "tap", "qr-", "qg-", "ns-", "dhc"))]
        spaces = [line.split()[0] for line in self.output("ip", "netns", "list").splitlines() if line.strip()]
        return sorted(made + spaces + self.domains())

    def words(self, log):
        """The last of a log, for a failure."""
        try:
            with open(os.path.join(self.directory, log)) as file:
                return "".join(file.readlines()[-5:])
        except OSError:
            return f"no {log}"

    def power_cut(self):
        """Every process of the host dies at once."""
        if self.outer is None:
            return
        try:
            os.kill(int(self.pid()), signal.SIGKILL)
        except (OSError, IndexError):  # it has not come to be, or is gone already
            self.outer.kill()
        self.outer.wait(30)

    def remove(self):
        self.power_cut()
        subprocess.run(["ip", "netns", "del", self.namespace], check=False)
        shutil.rmtree(self.directory, ignore_errors=True)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
