"""Faults are injected one by one; `apus doctor` must find each, explain it, and be well again afterwards."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile

from cases import equal
from cloud import Cloud, wait


def run(cases, cloud):
    cases.run("doctor: a healthy cloud is well", healthy, cloud)
    cases.run("doctor: a key file that others can read", expect, cloud, "KEY-MODE", wrong_mode)
    cases.run("doctor: a Fernet key that others can read", expect, cloud, "KEY-MODE", wrong_fernet_mode)
    cases.run("doctor: an expired certificate", expect, cloud, "CERTIFICATE-EXPIRED", expired_certificate)
    cases.run("doctor: a missing certificate", expect, cloud, "CERTIFICATE-MISSING", missing_certificate)
    cases.run("doctor: a controller that does not answer", expect, cloud, "API-UNREACHABLE", frozen_controller)
    cases.run("doctor: a controller that is down", expect, cloud, "CONTROLLER-DOWN", stopped)
    cases.run("doctor: a port that another program has", expect, cloud, "PORT-IN-USE", taken_port)
    cases.run("up refuses a port that another program has", up_on_taken_port, cloud)
    cases.run("doctor: a host that has fallen silent", expect, cloud, "HOST-DOWN", frozen_agent)
    cases.run("doctor and debug: a host that has not taken over what was decided", drift, cloud)
    cases.run("doctor: a host whose clock is wrong", expect, cloud, "CLOCK-DRIFT", wrong_clock)
    cases.run("doctor: a host without libvirt", without_libvirt, cloud)
    cases.run("doctor: a wrong option", expect, cloud, "CONFIG-INVALID", wrong_option)
    cases.run("doctor: a wrong password", expect, cloud, "API-401", wrong_password)
    cases.run("doctor: a full disk", full_disk, cloud)
    cases.run("doctor: well again", healthy, cloud)


def findings(cloud):
    document, code = cloud.ask("doctor")
    return document["findings"], code


def healthy(cloud):
    assert wait(20, lambda: (cloud.host() or {}).get("phase") == "up"), "the host is not up"
    # An agent that was frozen takes a few heartbeats to know its clock again.
    wait(30, lambda: findings(cloud)[1] == 0, every=1)
    found, code = findings(cloud)
    equal([f for f in found if f["verdict"] == "bad"], [], "bad")
    equal(code, 0, "exit code")
    warnings = [f["code"] for f in found if f["verdict"] == "warning"]
    return f"warnings: {', '.join(warnings)}" if warnings else None


def expect(cloud, code, fault):
    """The fault is there, the doctor says so with a remedy; then it is undone."""
    with fault(cloud):
        found, status = findings(cloud)
    hits = [f for f in found if f["code"] == code]
    assert hits, f"{code} was not found among {[f['code'] for f in found if f['code']]}"
    assert hits[0]["remedy"], "it gives no remedy"
    equal((hits[0]["verdict"], status), ("bad", 1), "verdict and exit code")
    return f"{hits[0]['message']} → {hits[0]['remedy']}"


@contextlib.contextmanager
def mode(path, wrong):
    right = os.stat(path).st_mode & 0o7777
    os.chmod(path, wrong)
    try:
        yield
    finally:
        os.chmod(path, right)


def wrong_mode(cloud):
    return mode(os.path.join(cloud.directory, "tls/server.key"), 0o644)


def wrong_fernet_mode(cloud):
    folder = os.path.join(cloud.directory, "keys/fernet")
    return mode(os.path.join(folder, sorted(os.listdir(folder))[0]), 0o640)


@contextlib.contextmanager
def kept(path):
    """The file is put back afterwards, with its mode."""
    shutil.copy2(path, path + ".lab")
    try:
        yield
    finally:
        os.replace(path + ".lab", path)


@contextlib.contextmanager
def expired_certificate(cloud):
    path = os.path.join(cloud.directory, "tls/server.pem")
    folder = tempfile.mkdtemp(prefix="apus-lab-")
    with kept(path):
        key, request, database = (os.path.join(folder, name) for name in ("key.pem", "request.pem", "index.txt"))
        openssl = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True)  # noqa: E731
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
                "-subj", "/CN=expired")
        open(database, "w").close()
        config = os.path.join(folder, "ca.conf")
        with open(config, "w") as file:
            file.write(f"[ca]\ndefault_ca=it\n[it]\ndatabase={database}\nnew_certs_dir={folder}\nrand_serial=yes\n"
                       "default_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n")
        openssl("ca", "-batch", "-config", config, "-in", request, "-out", path, "-notext", "-cert",
                os.path.join(cloud.directory, "ca/ca.pem"), "-keyfile", os.path.join(cloud.directory, "ca/ca.key"),
                "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
        yield
    shutil.rmtree(folder)


@contextlib.contextmanager
def missing_certificate(cloud):
    path = os.path.join(cloud.directory, "tls/server.pem")
    with kept(path):
        os.unlink(path)
        yield


@contextlib.contextmanager
def frozen(cloud, name):
    pid = cloud.program(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def frozen_controller(cloud):
    return frozen(cloud, "controller")


@contextlib.contextmanager
def frozen_agent(cloud):
    with frozen(cloud, "agent"):
        assert wait(30, lambda: (cloud.host() or {}).get("phase") == "down"), "the host does not go down"
        yield
    assert wait(30, lambda: (cloud.host() or {}).get("phase") == "up"), "the host does not come back"


def drift(cloud):
    """A port is decided to be on the host while its agent is frozen; it is gone again before the agent can make it."""
    with frozen_agent(cloud):
        session = cloud.session()
        host = cloud.host(session)["name"]
        network = session.json("POST", "/network/v2.0/networks", {"network": {"name": "drift"}})["network"]["id"]
        wish = {"network_id": network, "name": "late", "binding:host_id": host}
        port = session.json("POST", "/network/v2.0/ports", {"port": wish})["port"]["id"]
        try:
            found, _ = findings(cloud)
            sheet = debug(cloud, "port", "late")
            text = cloud.apus("debug", "host", host)
            carried = debug(cloud, "network", "drift")
        finally:
            session.json("DELETE", f"/network/v2.0/ports/{port}")
            session.json("DELETE", f"/network/v2.0/networks/{network}")
    hits = [f for f in found if f["code"] == "FLEET-DRIFT" and f["check"] == f"Host {host}"]
    assert hits and port in hits[0]["message"], found
    line = next(line for line in sheet["lines"] if line["what"] == "host")
    equal((line["decided"], line["agrees"]), (host, False))
    assert "ended" in sheet["views"]["observed"]["detail"], sheet["views"]
    equal(text.returncode, 0, text.stderr)
    assert any(line.startswith("✗") and f"port {port}" in line for line in text.stdout.splitlines()), text.stdout
    assert any(line["what"] == f"on {host}" and not line["agrees"] for line in carried["lines"]), carried
    assert wait(30, lambda: not any(f["code"].startswith("FLEET-") for f in findings(cloud)[0] if f["code"])), findings(cloud)
    return f"{hits[0]['message']} → {hits[0]['remedy']}"


def debug(cloud, *words):
    document, code = cloud.ask("debug", *words)
    equal(code, 0, str(document))
    return document["debug"]


# Only the agent's clock is wrong: two seconds ahead.
SHIFTED_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
    int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    if (clock == CLOCK_REALTIME && strcmp(program_invocation_short_name, "apus-agent") == 0) time->tv_sec += 2;
    return result;
}
"""


@contextlib.contextmanager
def wrong_clock(cloud):
    """The programs are started again with a library between the agent and its clock."""
    folder = tempfile.mkdtemp(prefix="apus-lab-clock-")
    library = os.path.join(folder, "clock.so")
    subprocess.run([shutil.which("cc") or "clang", "-shared", "-fPIC", "-x", "c", "-", "-o", library, "-ldl"], check=True,
                   input=SHIFTED_CLOCK, text=True, capture_output=True)
    cloud.ask("down")
    os.environ["LD_PRELOAD"] = library
    try:
        equal(cloud.up()[1], 0, "up")
    finally:
        del os.environ["LD_PRELOAD"]
    try:
        drift = lambda: ((cloud.host() or {}).get("health") or {}).get("time_drift_microseconds") or 0  # noqa: E731
        assert wait(60, lambda: drift() > 1_500_000, every=0.5), drift()
        yield
    finally:
        cloud.ask("down")
        shutil.rmtree(folder)
        equal(cloud.up()[1], 0, "up")


def without_libvirt(cloud):
    """Where the daemon is not installed, and where it does not run: a mount of one's own hides it from the doctor."""
    said = []
    for hidden, code in (("/usr/sbin", "LIBVIRT-MISSING"), ("/run", "LIBVIRT-DOWN")):
        done = subprocess.run(
            ["unshare", "-m", "--propagation", "private", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', hidden,
             *cloud.command("doctor", "--json")], capture_output=True, text=True, timeout=60, env=cloud.environment(), check=False)
        found = {f["code"]: f for f in json.loads(done.stdout)["findings"]}
        assert code in found, (code, list(found), done.stderr)
        equal(found[code]["verdict"], "warning")
        assert found[code]["remedy"], found[code]
        said.append(f"{found[code]['message']} → {found[code]['remedy']}")
    return "; ".join(said)


@contextlib.contextmanager
def stopped(cloud):
    cloud.ask("down")
    try:
        yield
    finally:
        equal(cloud.up()[1], 0, "up")


@contextlib.contextmanager
def occupied(cloud):
    cloud.ask("down")
    listener = socket.create_server(("127.0.0.1", cloud.port))
    try:
        yield
    finally:
        listener.close()
        equal(cloud.up()[1], 0, "up")


def taken_port(cloud):
    return occupied(cloud)


def up_on_taken_port(cloud):
    with occupied(cloud):
        document, code = cloud.up()
        equal(document["error"]["code"], "PORT-IN-USE", "code")
        assert "python" in document["error"]["message"], document["error"]["message"]
        equal(code, 1, "exit code")


@contextlib.contextmanager
def edited(path, edit):
    with kept(path):
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(edit(text))
        yield


def wrong_option(cloud):
    return edited(os.path.join(cloud.directory, "controller.yaml"), lambda text: text + "fleet-port: 1\n")


def wrong_password(cloud):
    password = cloud.entry()["password"]
    return edited(cloud.clouds_file, lambda text: text.replace(password, "wrong"))


def full_disk(cloud):
    """A cloud of its own on a file system of 48 MiB; nothing is started."""
    small = Cloud(cloud.programs, cloud.port + 200)
    os.makedirs(small.directory)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", small.directory], check=True)
    try:
        equal(small.ask("init", *small.options)[1], 0, "init")
        found, code = findings(small)
        assert any(f["code"] == "DISK-FULL" and f["verdict"] == "bad" for f in found), found
        equal(code, 1, "exit code")
    finally:
        subprocess.run(["umount", small.directory], check=True)
        shutil.rmtree(os.path.dirname(small.directory), ignore_errors=True)
