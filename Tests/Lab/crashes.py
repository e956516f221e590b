"""kill -9 at any moment: what was acknowledged is there, and the host is back soon."""

import http.client
import os
import signal
import threading
import time

from cases import equal
from cloud import Refused, Session, wait

LIMIT = 5.0
CLIENTS = 8


def run(cases, cloud, writes):
    cases.run("kill -9 of the agent: the host is back within 5 s", back_after, cloud, "agent")
    cases.run("kill -9 of the controller: the host is back within 5 s", back_after, cloud, "controller")
    cases.run("kill -9 of both: the host is back within 5 s", back_after, cloud, "controller", "agent")
    cases.run(f"{writes} acknowledged writes under repeated kill -9 are all found", writes_survive, cloud, writes,
              signal.SIGKILL)
    cases.run("graceful stops under load lose no acknowledged write", writes_survive, cloud, max(500, writes // 5),
              signal.SIGTERM)


def back_after(cloud, *names):
    """The programs have been killed; how long until new ones run and the host is connected again?"""
    assert wait(30, lambda: (cloud.host() or {}).get("phase") == "up"), "the host was not up to begin with"
    # A program that has just been started would be restarted with a pause.
    old = {name: cloud.program(name) for name in names}
    epoch = cloud.host()["epoch"]
    start = time.monotonic()
    for name in names:
        cloud.kill(name)

    def back():
        host = cloud.host()
        renewed = all(cloud.program(name) not in (None, old[name]) for name in names)
        return renewed and host and host["phase"] == "up" and host["epoch"] > epoch

    assert wait(60, back), f"the host is not back after 60 s: {cloud.host()}"
    took = time.monotonic() - start
    assert took <= LIMIT, f"the host was back after {took:.1f} s only"
    return f"back after {took:.2f} s"


class Writer(threading.Thread):
    """Makes regions over one keep-alive connection and remembers which were acknowledged."""

    def __init__(self, cloud, number, prefix, wanted):
        super().__init__(daemon=True)
        self.cloud, self.number, self.prefix, self.wanted = cloud, number, prefix, wanted
        self.acknowledged = []
        self.lost = 0
        self.problem = None

    def run(self):
        session, serial = None, 0
        deadline = time.monotonic() + 900
        while len(self.acknowledged) < self.wanted and time.monotonic() < deadline:
            serial += 1
            name = f"{self.prefix}-{self.number}-{serial}"
            try:
                session = session or self.cloud.session()
                session.json("POST", "/identity/v3/regions", {"region": {"id": name}}, (201,))
                self.acknowledged.append(name)
            except (OSError, http.client.HTTPException):
                # No answer: it may have been written or not. The controller is on its way back.
                self.lost += 1
                session = None
                wait(60, self.cloud.answers, 0.05)
            except Refused as error:
                if error.status != 503:
                    self.problem = str(error)
                    return


def writes_survive(cloud, writes, number):
    prefix = f"w{number}-{os.getpid()}"
    writers = [Writer(cloud, index, prefix, writes // CLIENTS + 1) for index in range(CLIENTS)]
    start = time.monotonic()
    for writer in writers:
        writer.start()
    kills = 0
    while any(writer.is_alive() for writer in writers):
        for writer in writers:
            writer.join(2.5 / CLIENTS)
        if any(writer.is_alive() for writer in writers) and cloud.answers():
            cloud.kill("controller", number)
            kills += 1
    took = time.monotonic() - start
    problems = [writer.problem for writer in writers if writer.problem]
    equal(problems, [], "refusals")
    acknowledged = {name for writer in writers for name in writer.acknowledged}
    assert len(acknowledged) >= writes, f"only {len(acknowledged)} writes were acknowledged in {took:.0f} s"
    assert kills > 0, "nothing was killed: more writes are needed"
    assert wait(60, cloud.answers), "the controller does not answer"
    found = {region["id"] for region in cloud.session().json("GET", "/identity/v3/regions")["regions"]}
    missing = sorted(acknowledged - found)
    equal(missing[:5], [], f"{len(missing)} acknowledged writes are missing")
    assert wait(20, lambda: (cloud.host() or {}).get("phase") == "up"), "the host is not back"
    lost = sum(writer.lost for writer in writers)
    return f"{len(acknowledged)} acknowledged and found, {kills} stops, {lost} without an answer, {took:.0f} s"
