"""init, up, down, backup, restore, destroy."""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

from cases import equal
from cloud import Cloud, alive, wait


def before(cases, options):
    cases.run("init that is killed at any moment is completed by the next", interrupted_init, options)
    cases.run("init twice changes nothing", init_twice, options)
    cases.run("init keeps the other entries of clouds.yaml as they are", foreign_entries, options)
    cases.run("systemd accepts the units, and their commands exist", units, options)


def scratch(options):
    return Cloud(options.programs, options.port + 100)


def interrupted_init(options):
    """Killed after 5, 10, 20 … ms until one run gets through, each on what the one before left behind."""
    cloud = scratch(options)
    kills = 0
    try:
        for step in range(1, 9):
            process = subprocess.Popen(cloud.command("init", *cloud.options), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=cloud.environment())
            try:
                process.wait(0.005 * 2 ** step)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
        document, code = cloud.ask("init", *cloud.options)
        equal(code, 0, "exit code")
        assert os.path.exists(cloud.clouds_file), "no clouds.yaml"
        subprocess.run([os.path.join(cloud.programs, "apus-controller"), "verify", os.path.join(cloud.directory, "apus.db")],
                       check=True, capture_output=True)
        equal(cloud.ask("init", *cloud.options)[0]["changed"], False, "changed")
        return f"killed {kills} times"
    finally:
        cloud.destroy()


def init_twice(options):
    cloud = scratch(options)
    try:
        equal(cloud.ask("init", *cloud.options)[0]["changed"], True, "first changed")
        before_ = snapshot(cloud.directory)
        equal(cloud.ask("init", *cloud.options)[0]["changed"], False, "second changed")
        equal(snapshot(cloud.directory), before_, "files")
        document, code = cloud.ask("init", "--port", "1234")
        equal(document["error"]["code"], "INIT-DIFFERS", "code")
    finally:
        cloud.destroy()


def snapshot(directory):
    """Every file with its size and time."""
    found = {}
    for folder, _, names in os.walk(directory):
        for name in names:
            status = os.stat(os.path.join(folder, name))
            found[os.path.join(folder, name)] = (status.st_size, status.st_mtime_ns)
    return found


def foreign_entries(options):
    cloud = scratch(options)
    text = "# mine\nclouds:\n    other:   # odd, but mine\n        auth: {auth_url: 'https://example.org/v3'}\n\nlast: 1\n"
    folder = tempfile.mkdtemp(prefix="apus-lab-clouds-")
    path = os.path.join(folder, "clouds.yaml")
    with open(path, "w") as file:
        file.write(text)
    environment = cloud.environment() | {"OS_CLIENT_CONFIG_FILE": path}
    try:
        subprocess.run(cloud.command("init", *cloud.options), check=True, capture_output=True, env=environment)
        with open(path) as file:
            merged = file.read()
        for line in text.splitlines():
            assert line in merged.splitlines(), f"{line!r} is gone"
        assert "\n    apus:\n" in merged, "no entry"
        subprocess.run(cloud.command("destroy", "--yes"), check=True, capture_output=True, env=environment)
        with open(path) as file:
            equal(file.read(), text, "after destroy")
    finally:
        shutil.rmtree(folder)
        cloud.destroy()


def units(options):
    """The units with the programs of this build in place of the installed ones: systemd must not have a word to say about them."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../deploy/systemd")
    folder = tempfile.mkdtemp(prefix="apus-lab-units-")
    names = sorted(os.listdir(source))
    try:
        for name in names:
            with open(os.path.join(source, name)) as file:
                text = file.read().replace("/usr/local/bin/", os.path.abspath(options.programs) + "/")
            command = next(line.partition("=")[2] for line in text.splitlines() if line.startswith("ExecStart="))
            subprocess.run([*command.split(), "--help"], check=True, capture_output=True, timeout=30)
            path = os.path.join(folder, name)
            with open(path, "w") as file:
                file.write(text)
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", path], capture_output=True,
                                  text=True, timeout=60, check=False)
            equal((done.returncode, done.stdout + done.stderr), (0, ""), name)
        return ", ".join(names)
    finally:
        shutil.rmtree(folder)


def first_up(cloud):
    document, code = cloud.up()
    equal(code, 0, f"exit code ({document})")
    equal(document["changed"], True, "changed")
    equal(cloud.host()["phase"], "up", "phase")
    mebibyte = 1 << 20
    return (f"{document['milliseconds'] / 1000:.1f} s, controller {document['controller_memory_bytes'] // mebibyte} MiB, "
            f"agent {document['agent_memory_bytes'] // mebibyte} MiB")


def standing(cases, cloud):
    cases.run("up again changes nothing", up_again, cloud)
    cases.run("a second controller is refused", second_controller, cloud)
    cases.run("a second supervisor is refused", second_supervisor, cloud)
    cases.run("up restarts what was stopped", down_and_up, cloud)
    cases.run("up after the supervisor was killed stops what it left behind", killed_supervisor, cloud)
    cases.run("a new certificate is shown by both listeners, without a restart", new_certificate, cloud)
    cases.run("an unknown option names the nearest", unknown_option, cloud)


def up_again(cloud):
    pids = [cloud.program("controller"), cloud.program("agent")]
    start = time.monotonic()
    document, code = cloud.up()
    took = time.monotonic() - start
    equal((code, document["changed"]), (0, False))
    equal([cloud.program("controller"), cloud.program("agent")], pids, "processes")
    return f"{took:.2f} s"


def second_controller(cloud):
    done = subprocess.run([os.path.join(cloud.programs, "apus-controller"), "run", "--config",
                           os.path.join(cloud.directory, "controller.yaml")], capture_output=True, text=True, timeout=30)
    equal(done.returncode, 75, "exit code")
    assert "CONTROLLER-RUNNING" in done.stderr, done.stderr


def second_supervisor(cloud):
    done = cloud.apus("supervise", seconds=30)
    equal(done.returncode, 1, "exit code")
    assert "SUPERVISOR-RUNNING" in done.stderr, done.stderr


def down_and_up(cloud):
    pids = [cloud.program("controller"), cloud.program("agent"), cloud.supervisor()]
    equal(cloud.ask("down")[0]["changed"], True, "changed")
    assert not any(alive(pid) for pid in pids), "something still runs"
    equal(cloud.ask("down")[0]["changed"], False, "changed again")
    document, code = cloud.up()
    equal((code, document["controller_started"], document["made"]), (0, True, []))


def killed_supervisor(cloud):
    controller, agent = cloud.program("controller"), cloud.program("agent")
    os.kill(cloud.supervisor(), 9)
    wait(10, lambda: not cloud.supervisor())
    document, code = cloud.up()
    equal(code, 0, f"exit code ({document})")
    assert wait(20, lambda: not alive(controller) and not alive(agent)), "the old programs still run"
    assert wait(20, lambda: (cloud.host() or {}).get("phase") == "up"), "the host is not up"


def shown_certificate(cloud, port):
    """What a listener shows; whether it would let us in does not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection((cloud.address, port), 10) as plain, context.wrap_socket(plain) as stream:
        return stream.getpeercert(binary_form=True)


def replace_certificate(cloud):
    """As an operator would: another key, and a certificate of the same authority for it."""
    path = lambda name: os.path.join(cloud.directory, name)  # noqa: E731
    key, chain = path("tls/server.key"), path("tls/server.pem")
    openssl = lambda *words, **options: subprocess.run(["openssl", *words], check=True, capture_output=True, **options)  # noqa: E731
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key + ".new")
    request = openssl("req", "-new", "-key", key + ".new", "-subj", "/CN=replaced",
                      "-addext", f"subjectAltName=IP:{cloud.address},DNS:localhost").stdout
    made = openssl("x509", "-req", "-CA", path("ca/ca.pem"), "-CAkey", path("ca/ca.key"), "-days", "90",
                   "-copy_extensions", "copyall", input=request).stdout
    with open(path("ca/ca.pem"), "rb") as file:
        made += file.read()
    os.chmod(key + ".new", 0o600)
    os.replace(key + ".new", key)
    with open(chain + ".new", "wb") as file:
        file.write(made)
    os.replace(chain + ".new", chain)


def new_certificate(cloud):
    ports = [cloud.port, cloud.fleet_port]
    pids = [cloud.program("controller"), cloud.program("agent")]
    before_ = shown_certificate(cloud, cloud.port)
    equal(shown_certificate(cloud, cloud.fleet_port), before_, "the fleet's")
    replace_certificate(cloud)
    assert wait(20, lambda: all(shown_certificate(cloud, port) != before_ for port in ports)), "the old one is still shown"
    equal(shown_certificate(cloud, cloud.port), shown_certificate(cloud, cloud.fleet_port))
    equal([cloud.program("controller"), cloud.program("agent")], pids, "processes")
    cloud.session()


def unknown_option(cloud):
    path = os.path.join(tempfile.mkdtemp(prefix="apus-lab-"), "controller.yaml")
    with open(path, "w") as file:
        file.write("prot: 1\n")
    done = subprocess.run([os.path.join(cloud.programs, "apus-controller"), "run", "--config", path], capture_output=True,
                          text=True, timeout=30)
    shutil.rmtree(os.path.dirname(path))
    equal(done.returncode, 78, "exit code")
    assert "did you mean 'port'" in done.stderr, done.stderr


def backup(cases, cloud):
    cases.run("backup and restore bring back the moment of the backup", backup_and_restore, cloud)
    cases.run("a damaged backup is refused and changes nothing", damaged_backup, cloud)


def backup_and_restore(cloud):
    file = os.path.join(os.path.dirname(cloud.directory), "backup.tar")
    cloud.session().json("POST", "/identity/v3/regions", {"region": {"id": "kept"}})
    provider = os.path.join(cloud.directory, "federation", "corp.yaml")
    os.mkdir(os.path.dirname(provider), 0o700)
    with open(provider, "w", encoding="utf-8") as target:
        target.write("issuer: https://sso.example.org\nclient_id: apus\n")
    equal(cloud.ask("backup", file)[1], 0, "backup")
    os.remove(provider)
    equal(os.stat(file).st_mode & 0o777, 0o600, "mode")
    cloud.session().json("POST", "/identity/v3/regions", {"region": {"id": "later"}})
    document, code = cloud.ask("restore", file, "--yes")
    equal(document["error"]["code"], "RESTORE-RUNNING", "while it runs")
    cloud.ask("down")
    document, code = cloud.ask("restore", file, "--yes")
    equal(code, 0, f"restore ({document})")
    equal(cloud.up()[1], 0, "up")
    session = cloud.session()
    session.json("GET", "/identity/v3/regions/kept")
    equal(session.request("GET", "/identity/v3/regions/later")[0], 404, "what came after the backup")
    assert os.path.exists(provider), "the provider's settings are gone"


def damaged_backup(cloud):
    file = os.path.join(os.path.dirname(cloud.directory), "damaged.tar")
    with open(file, "wb") as target:
        target.write(os.urandom(4096))
    cloud.ask("down")
    document, code = cloud.ask("restore", file, "--yes")
    equal(code, 1, "exit code")
    equal(cloud.up()[1], 0, "up")
    cloud.session().json("GET", "/identity/v3/regions/kept")


def destroy(cloud):
    pids = [cloud.program("controller"), cloud.program("agent"), cloud.supervisor()]
    document, code = cloud.ask("destroy")
    equal(document["error"]["code"], "NOT-CONFIRMED", "without --yes")
    done = cloud.apus("destroy", "--yes")
    equal(done.returncode, 0, done.stderr)
    assert not os.path.exists(cloud.directory), "the state is still there"
    assert not any(alive(pid) for pid in pids), "something still runs"
