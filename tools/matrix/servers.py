"""Members as processes, ours or etcd's: both take the same flags."""
import hashlib
import os
import signal
import socket
import subprocess
import time

from . import ports

TOKEN = "matrix"
START_SECONDS = 60


class Member:
    def __init__(self, name, client_port, peer_port):
        self.name = name
        self.client_url = "http://127.0.0.1:%d" % client_port
        self.peer_url = "http://127.0.0.1:%d" % peer_port
        self.client_port = client_port
        self.process = None

    def is_up(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.client_port)) == 0


def id_of(peer_url):
    """The id a founding member gets from its peer URL."""
    return int.from_bytes(hashlib.sha1((peer_url + TOKEN).encode()).digest()[:8], "big")


def founders(count):
    """New members in the order of their ids, so that lists come in the same order from every cluster."""
    found = ports.free(2 * count)
    pairs = sorted(zip(found[:count], found[count:]), key=lambda pair: id_of("http://127.0.0.1:%d" % pair[1]))
    return [Member("m%d" % (i + 1), client, peer) for i, (client, peer) in enumerate(pairs)]


def newcomer(name):
    client, peer = ports.free(2)
    return Member(name, client, peer)


def start(member, command, home, cluster, flags=(), state="new"):
    """Starts the process; returns when its client port is open."""
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, member.name + ".log"), "ab") as log:
        member.process = subprocess.Popen(
            command + [
                "--name=" + member.name,
                "--data-dir=" + os.path.join(home, member.name),
                "--listen-client-urls=" + member.client_url,
                "--advertise-client-urls=" + member.client_url,
                "--listen-peer-urls=" + member.peer_url,
                "--initial-advertise-peer-urls=" + member.peer_url,
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=" + TOKEN,
                "--initial-cluster-state=" + state,
            ] + list(flags),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def await_up(member):
    end = time.monotonic() + START_SECONDS
    while not member.is_up():
        if member.process.poll() is not None:
            raise RuntimeError("%s ended with %s" % (member.name, member.process.returncode))
        if time.monotonic() > end:
            raise RuntimeError(member.name + " does not come up")
        time.sleep(0.05)


def stop(member):
    if member.process is not None and member.process.poll() is None:
        member.process.send_signal(signal.SIGKILL)
        member.process.wait()
    member.process = None
