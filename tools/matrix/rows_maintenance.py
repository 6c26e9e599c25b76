"""Section 3 on one member: endpoints, alarms, defragmentation, snapshots, checks."""
import os

STATUS = ("positions", "versions", "sizes")
POINTS = ("simple", "json", "fields", "table")


def solo(s):
    s.cluster(1)
    for i in range(5):
        s.ctl("put", "k%d" % i, "v")

    s.row("endpoint status")
    s.formats("endpoint", "status", only=POINTS, even=STATUS)
    s.ctl("endpoint", "status", "-w", "protobuf", rc=None, stderr=True, even=STATUS)
    s.ctl("endpoint", "status", "--cluster", even=STATUS)

    s.row("endpoint health")
    s.formats("endpoint", "health", only=POINTS)
    s.ctl("endpoint", "health", "--cluster")

    s.row("endpoint hashkv")
    s.formats("endpoint", "hashkv", only=POINTS)
    s.ctl("endpoint", "hashkv", "--rev=4")
    s.ctl("endpoint", "hashkv", "--rev=4", "-w", "json")
    s.ctl("endpoint", "hashkv", "--rev=1000", rc=None)
    s.ctl("compaction", "4", "--physical")
    s.ctl("endpoint", "hashkv", "-w", "json")
    s.ctl("endpoint", "hashkv", "--rev=4", "-w", "json")
    s.ctl("endpoint", "hashkv", "--rev=2", rc=None)

    s.row("defrag")
    s.ctl("defrag", says="Finished defragmenting etcd member")
    s.ctl("defrag", "--cluster")
    s.ctl("endpoint", "hashkv")

    s.row("move-leader")
    s.ctl("move-leader", "4711", rc=1)
    s.ctl("move-leader", "xyz", rc=128)
    s.ctl("move-leader", rc=128)

    s.row("member list")
    s.formats("member", "list", hexed=True)

    s.row("alarm list")
    s.ctl("alarm", "list")
    s.ctl("alarm", "list", "-w", "json")
    s.ctl("alarm", "disarm")
    s.ctl("alarm", "list", "x", rc=128)

    s.row("member remove of the only one")
    s.ctl("member", "remove", s["m1"], rc=1)

    s.row("downgrade (later etcdctl)")
    if "downgrade" in s.ask("help"):
        for verb in (("validate", "3.5"), ("validate", "x"), ("enable", "3.5"), ("cancel",)):
            s.ctl("downgrade", *verb, rc=None)
    else:
        s.ctl("downgrade", "validate", "3.5", rc=1, says="unknown command")


def quota(s):
    s.cluster(1, "--quota-backend-bytes=2000000")

    s.row("put beyond the quota")
    s.ctl("put", "a", stdin=b"x" * 1_100_000, says="OK")
    s.eventually(lambda: "OK" not in s.ask("put", "probe", "x" * 100_000), "the space runs out")
    s.ctl("put", "b", stdin=b"x" * 1_100_000, rc=1, says="etcdserver: mvcc: database space exceeded")

    s.row("alarm list, disarm")
    s.formats("alarm", "list", only=("simple", "json", "fields", "protobuf"), even=("revisions",))
    s.ctl("put", "b", "x", rc=1, says="database space exceeded")
    s.ctl("get", "b", "-w", "fields", even=("revisions",))
    s.ctl("endpoint", "health", rc=1, says="NOSPACE")
    s.ctl("endpoint", "health", "-w", "json", rc=1)
    s.ctl("endpoint", "status", even=("positions", "versions", "sizes"), says="NOSPACE")
    s.ctl("endpoint", "status", "-w", "table", even=("positions", "versions", "sizes"), says="NOSPACE")
    s.ctl("del", "a")
    s.ctl("del", "probe")
    revision = s.ask("get", "x", "-w", "json").split('"revision":')[1].split(",")[0]
    s.ask("compaction", revision, "--physical")
    s.ctl("defrag")
    s.ctl("alarm", "disarm", says="NOSPACE")
    s.ctl("alarm", "list")
    s.ctl("put", "b", "x", says="OK")
    s.ctl("endpoint", "health")


def snapshot(s):
    s.cluster(1)
    for i in range(20):
        s.ctl("put", "k%d" % (i % 7), "v%d" % i)
    s.ctl("del", "k3")
    s.ctl("lease", "grant", "600", learn=("lease", r"lease ([0-9a-f]+) granted"))
    s.ctl("put", "leased", "x", "--lease=" + s["lease"])

    s.row("snapshot save")
    path = os.path.join(s.home, "snapshot.db")
    s.ctl("snapshot", "save", path, says="Snapshot saved at")
    s.ctl("snapshot", "save", rc=128)
    s.ctl("snapshot", "save", "/nowhere/snapshot.db", rc=5)

    s.row("snapshot status")
    for form in ("simple", "json", "fields", "table"):
        s.ctl("snapshot", "status", path, "-w", form, even=("digest", "sizes"), rc=0)
    s.ctl("snapshot", "status", path, program="etcdutl", even=("digest", "sizes"))

    s.row("snapshot restore")
    data = os.path.join(s.home, "restored")
    s.ctl("snapshot", "restore", path, "--data-dir", data, "--name", "r1", "--initial-cluster", "r1=http://127.0.0.1:9",
          "--initial-advertise-peer-urls", "http://127.0.0.1:9", program="etcdutl")
    found = sorted(os.path.relpath(os.path.join(where, name), data) for where, _, names in os.walk(data) for name in names)
    s._record("files of the restored member", "\n".join(found), "")
    s.ctl("snapshot", "restore", path, "--data-dir", data, program="etcdutl", rc=None)


def check(s):
    s.cluster(1)

    s.row("check perf")
    s.ctl("check", "perf", "--load=s", rc=None, even=("machine",), stderr=False, timeout=180, says="Throughput")

    s.row("check datascale")
    s.ctl("check", "datascale", "--load=s", rc=None, even=("machine",), stderr=False, timeout=180)
