"""One side of the comparison: its servers, what was asked of them and what came back."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import traceback

from . import normal, servers, wire

PATIENCE_SECONDS = 30
FORMATS = ("simple", "json", "fields", "table", "protobuf")


class Record:
    """One command, with its answer made comparable."""

    def __init__(self, row, command, answer, wrong):
        self.row = row
        self.command = command
        self.answer = answer
        self.wrong = wrong


class Session:
    def __init__(self, side, server_command, tools, home):
        self.side = side
        self.server_command = server_command
        self.tools = tools
        self.home = home
        self.records = []
        self.members = []
        self.endpoints = []
        self.user = None
        self._row = ""
        self._names = {}
        self._known = {}

    def play(self, group):
        os.makedirs(self.home, exist_ok=True)
        self.name(self.home, "<home>")
        try:
            group(self)
        except Exception:  # the other side goes on, and the report shows where this one broke
            self._record("(the group broke off)", traceback.format_exc().strip().split("\n")[-1], "broke off")
            if os.environ.get("MATRIX_TRACE"):
                traceback.print_exc()
        finally:
            for member in self.members:
                servers.stop(member)

    # Servers.

    def cluster(self, count, *flags):
        self.members = servers.founders(count)
        self._initial = ",".join("%s=%s" % (m.name, m.peer_url) for m in self.members)
        for member in self.members:
            self._introduce(member)
            servers.start(member, self.server_command, self.home, self._initial, flags)
        for member in self.members:
            servers.await_up(member)
        self.endpoints = [member.client_url for member in self.members]
        self._await_healthy()
        listed = self._quietly("member", "list", "-w", "json").stdout.decode()
        self.learn("cluster", int(re.search(r'"cluster_id":(\d+)', listed).group(1)))
        for found, name in re.findall(r'\{"ID":(\d+),"name":"(m\d)"', listed):
            self.learn(name, int(found))

    def join(self, member):
        """Starts a member that was added."""
        self.members.append(member)
        cluster = self._initial + ",%s=%s" % (member.name, member.peer_url)
        servers.start(member, self.server_command, self.home, cluster, state="existing")
        servers.await_up(member)

    def newcomer(self, name):
        member = servers.newcomer(name)
        self._introduce(member)
        return member

    def kill(self, member):
        servers.stop(member)

    def _introduce(self, member):
        self.name(member.client_url, "<client %s>" % member.name)
        self.name(member.peer_url, "<peer %s>" % member.name)
        self.name(member.client_url[len("http://"):], "<client address %s>" % member.name)

    def _await_healthy(self):
        self.eventually(lambda: self._quietly("endpoint", "health").returncode == 0, "the cluster is healthy")

    def _quietly(self, *args, at=None):
        return self._run([self._program("etcdctl")] + list(args), None, {}, self.endpoints if at is None else at)

    def ask(self, *args, at=None):
        """Asks without a record; the answer's text."""
        return self._quietly(*args, at=at).stdout.decode()

    def eventually(self, condition, what):
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError("not within %d s: %s" % (PATIENCE_SECONDS, what))
            time.sleep(0.1)

    # Names of what the server drew.

    def name(self, found, name):
        self._names[found] = name

    def learn(self, name, number):
        """An id: known by its name from now on, however it is written."""
        self._known[name] = "%x" % number
        for shown in ("%x" % number, "%016x" % number, "%d" % number):
            if len(shown) > 6:
                self.name(shown, "<%s>" % name)

    def __getitem__(self, name):
        """The id in hexadecimal, as etcdctl takes it."""
        return self._known[name]

    # Commands.

    def row(self, row):
        self._row = row

    def formats(self, *args, only=FORMATS, hexed=False, **options):
        """The command in each output format."""
        for form in only:
            self.ctl(*args, *(() if form == "simple" else ("-w", form)),
                     **dict(options, rc=options.get("rc", 0) if not isinstance(options.get("rc"), dict)
                            else options["rc"].get(form, 0)))
        if hexed:
            self.ctl(*args, "--hex", **{k: v for k, v in options.items() if k != "rc"})

    def ctl(self, *args, program="etcdctl", stdin=None, env=None, rc=0, says=None, even=(), learn=None, at=None,
            stderr=True, timeout=PATIENCE_SECONDS):
        """Runs to the end and records.

        rc: the exit code the matrix knows, None for any; says: a pattern the output must have; even: rules of normal.py;
        learn: (name, pattern with one group) of an id in hexadecimal; at: endpoints, all by default
        """
        endpoints = self.endpoints if at is None else at
        try:
            done = self._run([self._program(program)] + list(args), stdin, env or {}, endpoints, timeout)
        except subprocess.TimeoutExpired:
            self._record(self._shown(program, args, env), "no end within %s s" % timeout, "did not end")
            return ""
        out = done.stdout
        if learn and re.search(learn[1], out.decode(errors="replace")):
            self.learn(learn[0], int(re.search(learn[1], out.decode(errors="replace")).group(1), 16))
        self._conclude(program, args, env, done.returncode, out, done.stderr if stderr else b"", rc, says, even)
        return out.decode(errors="replace")

    def begin(self, *args, stdin=None, env=None):
        """Starts a command that goes on."""
        return Running(self, args, stdin, env or {})

    def _conclude(self, program, args, env, code, out, err, rc, says, even):
        printed = (wire.text(out) if "protobuf" in args and out else None) or out.decode(errors="replace")
        answer = "rc %d\n%s" % (code, printed)
        errors = normal.stderr(err.decode(errors="replace")).strip("\n")
        if errors:
            answer += "\n--- stderr\n" + errors
        wrong = ""
        if rc is not None and code != rc:
            wrong = "exit code %d, the matrix has %d" % (code, rc)
        elif says and not re.search(says, answer):
            wrong = "does not say: " + says
        self._record(self._shown(program, args, env), answer, wrong, even)

    def _record(self, command, answer, wrong, even=()):
        names = sorted(self._names.items(), key=lambda item: -len(item[0]))
        self.records.append(Record(self._row, normal.even(command, names, ()),
                                   normal.even(answer, names, even), wrong))

    def _shown(self, program, args, env):
        words = ["%s=%s" % item for item in (env or {}).items()] + [program] + [repr(a) if " " in a or not a else a for a in args]
        return " ".join(words)

    def _program(self, program):
        return os.path.join(self.tools, program)

    def environment(self, env, endpoints):
        base = {k: v for k, v in os.environ.items() if not k.startswith(("ETCD", "ETCDCTL"))}
        base["ETCDCTL_API"] = "3"
        if endpoints:
            base["ETCDCTL_ENDPOINTS"] = ",".join(endpoints)
        if self.user:
            base["ETCDCTL_USER"] = self.user
        base.update(env)
        return base

    def _run(self, command, stdin, env, endpoints, timeout=PATIENCE_SECONDS):
        return subprocess.run(command, input=stdin if stdin is not None else b"", capture_output=True, timeout=timeout,
                              env=self.environment(env, endpoints), cwd=self.home, check=False)


class Running:
    """A command under way, such as a watch."""

    def __init__(self, session, args, stdin, env):
        self.session = session
        self.args = args
        self.env = env
        self.error_file = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [session._program("etcdctl")] + list(args), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.error_file, env=session.environment(env, session.endpoints), cwd=session.home,
            # Whoever starts us in the background has us ignore the signal that ends a watch, and our children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.out = b""
        self.missing = ""
        self._lock = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if stdin:
            self.say(stdin)

    def _read(self):
        while True:
            chunk = os.read(self.process.stdout.fileno(), 65536)
            with self._lock:
                self.out += chunk
                self._lock.notify_all()
                if not chunk:
                    return

    def say(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def has_said(self, pattern):
        return re.search(pattern, self.out.decode(errors="replace")) is not None

    def hear(self, pattern):
        """Waits until the output has the pattern; that it does not is part of the record."""
        end = time.monotonic() + PATIENCE_SECONDS
        with self._lock:
            while not self.has_said(pattern) and time.monotonic() < end and self._reader.is_alive():
                self._lock.wait(0.2)
        if not self.has_said(pattern):
            self.missing = self.missing or "did not say: " + pattern
        return self

    def end(self, how=signal.SIGINT, rc=None, even=(), learn=None, stderr=True):
        """Ends it, with a signal or by closing its input (None), or waits for its own end ("self")."""
        if how is None:
            self.process.stdin.close()
        elif how != "self":
            self.process.send_signal(how)
        try:
            code = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.missing = self.missing or "did not end"
            self.process.kill()
            code = self.process.wait()
        self._reader.join()
        self.error_file.seek(0)
        if learn:
            found = re.search(learn[1], self.out.decode(errors="replace"))
            if found:
                self.session.learn(learn[0], int(found.group(1), 16))
        self.session._conclude("etcdctl", self.args, self.env, code, self.out,
                               self.error_file.read() if stderr else b"", rc, None, even)
        if self.missing:
            self.session.records[-1].wrong = self.missing
        self.error_file.close()
