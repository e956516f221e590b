"""The stock client in an interpreter that has loaded it already: run by the client's own Python.

Starting the command costs more than what it does. Each line of the input asks for one command, as JSON; it runs in a fork
of this process with the environment, arguments and output of its own, as the command would; one line answers.
"""

import contextlib
import io
import json
import os
import signal
import sys
import tempfile

import openstack.connection  # noqa: F401
from openstackclient import shell


def main():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        shell.main(["server", "list", "--help"])
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(words, environment, seconds):
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if pid == 0:
            become(words, environment, seconds, output, errors)
        _, status = os.waitpid(pid, 0)
        return [os.waitstatus_to_exitcode(status), text(output), text(errors)]


def become(words, environment, seconds, output, errors):
    """The command, from here to the end of the process."""
    code = 1
    try:
        signal.alarm(seconds)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["openstack", *words]
        code = shell.main(words)
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1 if code else 0)


def text(file):
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()
