"""Faults are injected one by one; `apus doctor` must find each, explain it, and be well again afterwards."""

import contextlib
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
