"""Section 3 on three members."""
STATUS = ("terms", "positions", "versions", "sizes", "order")
MANY = ("terms", "order")
POINTS = ("simple", "json", "fields", "table")
ADDED = r"Member +([0-9a-f]+) added"


def members(s):
    s.cluster(3)
    _lead(s, 0)
    s.ctl("put", "foo", "bar")

    s.row("member list")
    s.formats("member", "list", hexed=True, even=("terms",), at=s.endpoints[:1])

    s.row("endpoint status")
    s.formats("endpoint", "status", only=POINTS, even=STATUS)
    s.ctl("endpoint", "status", "--cluster", even=STATUS, at=s.endpoints[:1])

    s.row("endpoint health")
    s.ctl("endpoint", "health", even=MANY)
    s.ctl("endpoint", "health", "--cluster", "-w", "json", even=MANY, at=s.endpoints[:1])
    s.ctl("endpoint", "health", "-w", "table", even=MANY)

    s.row("endpoint hashkv")
    _same_everywhere(s)
    s.formats("endpoint", "hashkv", only=POINTS, even=MANY)
    s.ctl("endpoint", "hashkv", "--cluster", "--rev=2", even=MANY, at=s.endpoints[:1])

    s.row("defrag --cluster")
    s.ctl("defrag", "--cluster", even=MANY, at=s.endpoints[:1])
    s.ctl("defrag", even=MANY)

    s.row("move-leader")
    s.ctl("move-leader", s["m2"], says="Leadership transferred from")
    s.eventually(lambda: _leads(s, 1), "m2 leads")
    s.ctl("move-leader", s["m1"], at=s.endpoints[:1], rc=128, says="no leader endpoint given")
    s.ctl("move-leader", "4711", rc=1, says="bad leader transferee")
    s.ctl("move-leader", s["m1"])
    s.eventually(lambda: _leads(s, 0), "m1 leads")

    s.row("member add --learner, promote")
    everyone, s.endpoints = s.endpoints, s.endpoints[:1]  # the leader: the others may know of a change a moment later
    _await_stable(s)
    learner = s.newcomer("m4")
    s.ctl("member", "add", "m4", "--peer-urls=" + learner.peer_url, "--learner", learn=("m4", ADDED), even=MANY)
    s.ctl("member", "list", even=MANY)
    s.ctl("member", "add", "m5", "--peer-urls=http://127.0.0.1:9", "--learner", rc=1, says="too many learner members in cluster")
    s.ctl("member", "add", "m5", "--peer-urls=%s,http://127.0.0.1:9" % learner.peer_url, rc=1, says="Peer URLs already exists")
    s.ctl("member", "promote", s["m4"], rc=1,
          says="can only promote a learner member which is in sync with leader")
    s.join(learner)
    s.eventually(lambda: "m4" in s.ask("member", "list"), "the learner is published")
    s.ctl("member", "list", even=MANY)
    s.ctl("get", "foo", at=[learner.client_url], rc=None)
    s.ctl("get", "foo", "--consistency=s", at=[learner.client_url], rc=None)
    s.ctl("put", "foo", "bar", at=[learner.client_url], rc=None)
    s.ctl("endpoint", "status", "-w", "json", even=STATUS, at=everyone + [learner.client_url])
    s.eventually(lambda: "promoted" in s.ask("member", "promote", s["m4"]), "the learner is promoted")
    s.ctl("member", "promote", s["m4"], rc=1, says="can only promote a learner member")
    s.ctl("member", "list", "-w", "json", even=MANY)

    s.row("member update")
    s.ctl("member", "update", s["m4"], "--peer-urls=%s,http://127.0.0.1:19" % learner.peer_url, even=MANY)
    s.ctl("member", "update", s["m4"], "--peer-urls=" + learner.peer_url, "-w", "json", even=MANY)
    s.ctl("member", "update", "4711", "--peer-urls=http://127.0.0.1:29", rc=1, says="member not found")
    s.ctl("member", "update", s["m4"], "--peer-urls=" + s.members[0].peer_url, rc=1, says="Peer URLs already exists")
    s.ctl("member", "update", s["m4"], rc=128)
    s.ctl("member", "update", rc=128)

    s.row("member remove")
    s.ctl("member", "remove", s["m4"], says="removed from cluster")
    s.ctl("member", "remove", s["m4"], rc=1, says="member not found")
    s.ctl("member", "remove", rc=128)
    s.ctl("member", "list")

    s.row("member add")
    s.ctl("member", "add", "m6", "--peer-urls=http://127.0.0.1:9", learn=("m6", ADDED), even=MANY)
    s.ctl("member", "list", even=MANY)
    s.ctl("member", "list", "-w", "json", even=MANY)
    s.ctl("member", "list", "-w", "table", even=MANY)
    s.ctl("member", "promote", s["m6"], rc=1, says="can only promote a learner member")
    s.ctl("member", "promote", "4711", rc=1, says="member not found")
    s.ctl("member", "add", "m7", rc=128, says="member peer urls not provided")
    s.ctl("member", "add", "m7", "--peer-urls=nonsense", rc=None)
    s.ctl("member", "add", rc=128)
    s.ctl("endpoint", "health", "--cluster", even=MANY, rc=None)
    s.ctl("member", "remove", s["m6"])
    s.ctl("member", "add", "m8", "--peer-urls=http://127.0.0.1:39", "-w", "json", even=MANY + ("drawn",))
    s.ctl("put", "foo", "after all")


def failures(s):
    s.cluster(3)
    _lead(s, 0)
    s.ctl("put", "foo", "bar")

    s.row("a member is down")
    s.kill(s.members[2])
    timeouts = ("--command-timeout=2s", "--dial-timeout=1s")
    s.ctl("endpoint", "health", *timeouts, even=MANY, rc=1)
    s.ctl("endpoint", "status", *timeouts, even=STATUS, rc=1)
    s.ctl("put", "foo", "degraded")
    s.ctl("get", "foo")
    s.ctl("member", "add", "m4", "--peer-urls=http://127.0.0.1:9", rc=1, says="unhealthy cluster")
    s.ctl("member", "list")

    s.row("no quorum")
    s.kill(s.members[1])
    alone = s.endpoints[:1]
    s.eventually(lambda: "no leader" in s.ask("endpoint", "status", at=alone), "the leader steps down")
    s.ctl("endpoint", "status", at=alone, even=STATUS, says="etcdserver: no leader")
    s.ctl("endpoint", "status", "-w", "json", at=alone, even=STATUS)
    s.ctl("endpoint", "health", "--command-timeout=1s", at=alone, even=MANY, rc=1)
    s.ctl("get", "foo", "--consistency=s", at=alone)
    s.ctl("get", "foo", "--command-timeout=1s", at=alone, rc=1)
    s.ctl("put", "foo", "x", "--command-timeout=1s", at=alone, rc=1)
    s.ctl("member", "list", "--command-timeout=1s", at=alone, rc=1)
    s.ctl("lease", "grant", "60", "--command-timeout=1s", at=alone, rc=1)
    s.ctl("move-leader", s["m2"], at=alone, rc=None)


def _await_stable(s):
    """Members are taken in when all have been connected for a while; tries with one that goes again."""
    s.eventually(lambda: "added" in s.ask("member", "add", "probe", "--peer-urls=http://127.0.0.1:99", "--learner"),
                 "a member can be added")
    probe = [line for line in s.ask("member", "list").split("\n") if "127.0.0.1:99," in line][0].split(",")[0]
    s.eventually(lambda: "removed" in s.ask("member", "remove", probe), "a member can be removed")


def _leads(s, index):
    status = s.ask("endpoint", "status", at=s.endpoints[index:index + 1])
    return ", true, false, " in status


def _lead(s, index):
    """Makes one member lead, so that answers do not depend on who won."""
    name = "m%d" % (index + 1)
    if not _leads(s, index):
        s.ask("move-leader", s[name])
    s.eventually(lambda: _leads(s, index), name + " leads")


def _same_everywhere(s):
    def hashes():
        return {line.split(", ")[1] for line in s.ask("endpoint", "hashkv").strip().split("\n")}
    s.eventually(lambda: len(hashes()) == 1, "all members have applied the same")
