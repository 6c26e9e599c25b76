"""Section 2: watch, lease, lock, elect."""
ENV = "sh", "-c", "env | grep ^ETCD_WATCH_ | sort"
GRANTED = r"lease ([0-9a-f]+) granted"


def watch(s):
    s.cluster(1)
    s.ctl("put", "w", "0")  # 2
    s.ctl("put", "w", "1")  # 3
    s.ctl("del", "w")  # 4
    s.ctl("put", "w/a", "2")  # 5
    s.ctl("put", "x", "3")  # 6

    s.row("watch")
    for form in ("simple", "json", "fields", "protobuf"):
        running = s.begin("watch", "w", "--rev=2", "-w", form)
        running.hear(r"DELETE\nw\n\n|\"type\":1.*\n|DELETE\n(\".*\n){6}|\x08\x01").end()
    s.begin("watch", "w", "--rev=2", "--hex").hear(r"DELETE\n\\x77\n\n").end()
    s.begin("watch", "w", "--prefix", "--rev=2", "--prev-kv").hear("w/a\n2\n").end()
    s.begin("watch", "w", "--prefix", "--rev=2", "--prev-kv", "-w", "json").hear('"dy9h".*\n').end()
    s.begin("watch", "w", "x", "--rev=3").hear("w/a\n2\n").end()
    s.begin("watch", "w", "--rev=2", "--progress-notify").hear(r"DELETE\nw\n\n").end()
    s.begin("watch", "", "--prefix", "--rev=4").hear("x\n3\n").end()
    live = s.begin("watch", "w", "--prefix", "--rev=6")
    s.ctl("put", "w/b", "4")  # 7
    s.ctl("txn", stdin=b"\nput w/c 5\nput w/d 6\ndel w/a\n\n\n")  # 8
    live.hear("w/a\n\n").end()
    s.ctl("watch", rc=128)

    s.row("watch a compacted revision")
    s.ctl("compaction", "4")
    s.ctl("watch", "w", "--rev=2", rc=5, says="required revision has been compacted")
    s.ctl("watch", "w", "--rev=2", "-w", "json", rc=5)
    s.begin("watch", "w", "--rev=4").hear(r"DELETE\nw\n\n").end()

    s.row("watch -- cmd")
    s.begin("watch", "w/b", "--rev=5", "--", *ENV).hear("VALUE=.*\n").end()
    s.begin("watch", "w", "--rev=4", "--", *ENV).hear("VALUE=.*\n").end()

    s.row("watch -i")
    inter = s.begin("watch", "-i", stdin=b"watch w --rev=4\n")
    inter.hear(r"DELETE\nw\n\n")
    inter.say(b"watch x --rev=6\n")
    inter.hear("x\n3\n")
    inter.say(b"progress\n")
    inter.hear("progress notify: 8\n")
    inter.end(how=None, rc=3)
    inter = s.begin("watch", "-i", stdin=b"nonsense\n")
    inter.end(how=None, rc=None)


def lease(s):
    s.cluster(1)

    s.row("lease grant")
    s.ctl("lease", "grant", "60", learn=("lease A", GRANTED))
    s.formats("lease", "grant", "60", only=("json", "fields", "protobuf"), even=("drawn",))
    s.ctl("lease", "grant", "0", says=r"TTL\(2s\)", learn=("lease brief", GRANTED))
    s.ctl("lease", "grant", "--", "-1", rc=None, learn=("lease odd", GRANTED))
    s.ctl("lease", "grant", "9000000000", learn=("lease long", GRANTED))
    s.ctl("lease", "grant", "9000000001", rc=1, says="too large lease TTL")
    s.ctl("lease", "grant", "x", rc=128)
    s.ctl("lease", "grant", rc=128)
    s.ctl("lease", "grant", "60", "-w", "table", rc=4)

    s.row("lease timetolive")
    s.ctl("put", "l1", "x", "--lease=" + s["lease A"])
    s.ctl("put", "l2", "x", "--lease=" + s["lease A"])
    s.formats("lease", "timetolive", s["lease A"], only=("simple", "json", "fields"))
    s.ctl("lease", "timetolive", s["lease A"], "-w", "protobuf", rc=None, even=("left",))
    s.ctl("lease", "timetolive", s["lease A"], "--keys", says=r"attached keys\(\[l[12] l[12]\]\)", even=("keys",))
    s.ctl("del", "l2")
    s.ctl("lease", "timetolive", s["lease A"], "--keys")
    s.ctl("lease", "timetolive", s["lease A"], "--keys", "-w", "json")
    s.ctl("lease", "timetolive", "123456", says="already expired")
    s.ctl("lease", "timetolive", "123456", "-w", "json")
    s.ctl("lease", "timetolive", "xyz", rc=128)

    s.row("lease keep-alive")
    s.ctl("lease", "keep-alive", "--once", s["lease A"], says=r"keepalived with TTL\(60\)")
    s.ctl("lease", "keep-alive", "--once", s["lease A"], "-w", "json")
    s.ctl("lease", "keep-alive", "--once", s["lease A"], "-w", "fields")
    s.begin("lease", "keep-alive", s["lease A"]).hear("keepalived").end()
    s.ctl("lease", "keep-alive", "123456", says="expired or revoked")
    s.ctl("lease", "keep-alive", "--once", "123456", rc=2, says="requested lease not found")

    s.row("lease list")
    for found in s.ask("lease", "list").split("\n")[1:]:
        if found and int(found, 16) not in (int(s["lease A"], 16), int(s["lease long"], 16)):
            s.ask("lease", "revoke", found)
    s.ctl("lease", "list", says="found 2 leases")
    s.ctl("lease", "list", "-w", "json")
    s.ctl("lease", "list", "-w", "fields")

    s.row("lease revoke")
    s.ctl("lease", "revoke", s["lease A"], says="revoked")
    s.ctl("lease", "revoke", s["lease A"], rc=1, says="failed to revoke lease .*requested lease not found")
    s.ctl("lease", "revoke", s["lease long"], "-w", "json")
    s.ctl("lease", "revoke", "xyz", rc=128)
    s.ctl("get", "", "--prefix", "-w", "json")
    s.ctl("lease", "list", says="found 0 leases")

    s.row("lease expires")
    s.ctl("lease", "grant", "2", learn=("lease B", GRANTED))
    s.ctl("put", "brief", "x", "--lease=" + s["lease B"])
    s.eventually(lambda: s.ask("get", "brief") == "", "the lease's key is gone")
    s.ctl("lease", "timetolive", s["lease B"], says="already expired")
    s.ctl("get", "", "--prefix", "-w", "json")


def lock_and_elect(s):
    s.cluster(1)

    s.row("lock")
    first = s.begin("lock", "mutex", "--ttl", "60").hear("mutex/")
    key = r"mutex/([0-9a-f]+)"
    second = s.begin("lock", "mutex", "--ttl", "60")
    s.eventually(lambda: s.ask("get", "mutex/", "--prefix", "--keys-only").count("mutex/") == 2, "the second waits")
    first.end(rc=None, learn=("lock 1", key))
    second.hear("mutex/").end(rc=None, learn=("lock 2", key))
    s.ctl("get", "mutex", "--prefix")
    s.ctl("lock", "mutex", "--", "sh", "-c", "echo $ETCD_LOCK_KEY | cut -d/ -f1; test -n \"$ETCD_LOCK_REV\"; exit 7", rc=7)
    s.ctl("lock", "mutex", "--", "sh", "-c", "exit 0")
    s.ctl("lock", rc=128)

    s.row("elect")
    leader = s.begin("elect", "post", "alice").hear("alice")
    observer = s.begin("elect", "-l", "post").hear("alice")
    rival = s.begin("elect", "post", "bob")
    s.eventually(lambda: s.ask("get", "post/", "--prefix", "--keys-only").count("post/") == 2, "the rival waits")
    candidate = r"post/([0-9a-f]+)\nalice"
    leader.end(rc=None, learn=("candidate alice", candidate))
    rival.hear("bob")
    observer.hear("bob")
    rival.end(rc=None, learn=("candidate bob", r"post/([0-9a-f]+)\nbob"))
    observer.end(stderr=False)
    s.ctl("elect", rc=128)
    s.ctl("elect", "post", rc=128)
