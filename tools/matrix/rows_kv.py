"""Section 1, keys, and section 0, conventions."""
PLAIN = ("simple", "json", "fields", "protobuf")
LEASE_NOT_FOUND = "requested lease not found"


def kv(s):
    s.cluster(1)

    s.row("version")
    s.ctl("version", says="API version: 3.5")

    s.row("put")
    for form in PLAIN:
        s.ctl("put", "foo", "bar", "-w", form)
    s.ctl("put", "foo", "bar", "-w", "table", rc=4)
    s.ctl("put", "foo", "bar", "--hex")

    s.row("put from stdin")
    s.ctl("put", "k", stdin=b"from stdin\n", says="OK")
    s.ctl("get", "k", "-w", "json")
    s.ctl("put", rc=128)
    s.ctl("put", "a", "b", "c")

    s.row("put --prev-kv")
    for form in PLAIN:
        s.ctl("put", "foo", "b", "--prev-kv", "-w", form)
    s.ctl("put", "foo", "b", "--prev-kv", "--hex")
    s.ctl("put", "new", "b", "--prev-kv")

    s.row("put --ignore-value, --ignore-lease")
    s.ctl("put", "foo", "--ignore-value", says="OK")
    s.ctl("put", "foo", "y", "--ignore-lease", says="OK")
    s.ctl("get", "foo", "-w", "fields")
    s.ctl("put", "missing", "--ignore-value", rc=1, says="etcdserver: key not found")
    s.ctl("put", "missing", "y", "--ignore-lease", rc=1, says="etcdserver: key not found")
    s.ctl("put", "foo", "y", "--ignore-value", rc=128)

    s.row("put --lease")
    s.ctl("lease", "grant", "600", learn=("lease", r"lease ([0-9a-f]+) granted"))
    s.ctl("put", "leased", "z", "--lease=" + s["lease"])
    for form in PLAIN:
        s.ctl("get", "leased", "-w", form)
    s.ctl("put", "leased", "z", "--lease=4711", rc=1, says=LEASE_NOT_FOUND)
    s.ctl("put", "leased", "z", "--lease=xyz", rc=128)

    s.row("put '' z")
    s.ctl("put", "", "z", rc=1, says="etcdserver: key is not provided")

    s.row("put of 2 MB")
    s.ctl("put", "large", stdin=b"x" * 2_000_000, rc=1, says="etcdserver: request is too large")
    s.ctl("put", "large", stdin=b"x" * 3_000_000, rc=None)
    s.ctl("put", "large", stdin=b"x" * 1_500_000, says="OK")
    s.ctl("del", "large", says="1")

    s.row("get")
    for form in PLAIN:
        s.ctl("get", "foo", "-w", form)
    s.ctl("get", "foo", "-w", "table", rc=4)
    s.ctl("get", "foo", "--hex")
    s.ctl("get", "foo", "-w", "json", "--hex")
    s.ctl("get", "missing")
    s.ctl("get", "missing", "-w", "json")
    s.ctl("get", rc=128)
    s.ctl("get", "a", "b", "c")

    s.row("get ranges")
    for key in ("a", "b", "ba", "bb", "c", "z"):
        s.ctl("put", key, "value of " + key)
    for form in PLAIN:
        s.ctl("get", "b", "--prefix", "-w", form)
        s.ctl("get", "b", "--prefix", "--limit", "2", "-w", form)
    s.ctl("get", "a", "z")
    s.ctl("get", "b", "--from-key")
    s.ctl("get", "", "--prefix")
    s.ctl("get", "", "--from-key", "--limit", "3")
    s.ctl("get", "z", "a")
    s.ctl("get", "b", "z", "--prefix", rc=128)
    s.ctl("get", "b", "--prefix", "--from-key", rc=128)

    s.row("get --keys-only")
    s.ctl("get", "b", "--prefix", "--keys-only")
    s.ctl("get", "b", "--prefix", "--keys-only", "-w", "json")

    s.row("get --print-value-only")
    s.ctl("get", "b", "--prefix", "--print-value-only")
    s.ctl("get", "b", "--prefix", "--print-value-only", "--hex")

    s.row("get --count-only")
    s.ctl("get", "b", "--prefix", "--count-only", rc=128)
    s.ctl("get", "b", "--prefix", "--count-only", "-w", "fields", says='"Count" : 3')
    s.ctl("get", "b", "--prefix", "--count-only", "-w", "json", rc=128)

    s.row("get --sort-by, --order")
    for by in ("CREATE", "KEY", "MODIFY", "VALUE", "VERSION"):
        for order in ("ASCEND", "DESCEND"):
            s.ctl("get", "", "--prefix", "--keys-only", "--sort-by=" + by, "--order=" + order)
    s.ctl("get", "", "--prefix", "--sort-by=SIZE", rc=4)
    s.ctl("get", "", "--prefix", "--order=UP", rc=4)
    s.ctl("get", "", "--prefix", "--keys-only", "--order=DESCEND", "--limit", "2")

    s.row("get --rev, --consistency")
    s.ctl("get", "foo", "--rev=3", "-w", "json")
    s.ctl("get", "foo", "--rev=100000", rc=1, says="required revision is a future revision")
    s.ctl("get", "foo", "--rev=-1", rc=None)
    s.ctl("get", "foo", "--consistency=s")
    s.ctl("get", "foo", "--consistency=l")
    s.ctl("get", "foo", "--consistency=x", rc=4)

    s.row("get by revision bounds, get --stream (later etcdctl)")
    if "--max-mod-rev" in s.ask("get", "--help"):
        s.ctl("get", "", "--prefix", "--keys-only", "--min-mod-rev=3", "--max-mod-rev=9")
        s.ctl("get", "", "--prefix", "--keys-only", "--min-create-rev=3", "--max-create-rev=9")
    else:
        s.ctl("get", "foo", "--max-mod-rev=9", rc=1, says="unknown flag")
    if "--stream" in s.ask("get", "--help"):
        s.ctl("get", "", "--prefix", "--stream")

    s.row("del")
    for key in ("da", "db", "dc", "dd", "de", "df", "dg", "dh", "di"):
        s.ctl("put", key, "x")
    s.ctl("del", "da")
    s.ctl("del", "db", "-w", "json")
    s.ctl("del", "dc", "--prev-kv")
    s.ctl("del", "dd", "--prev-kv", "-w", "json")
    s.ctl("del", "de", "--prev-kv", "-w", "fields")
    s.ctl("del", "df", "--prev-kv", "-w", "protobuf")
    s.ctl("del", "dg", "--prev-kv", "--hex")
    s.ctl("del", "dh", "-w", "table", rc=4)
    s.ctl("del", "d", "--prefix")
    s.ctl("del", "missing", says="0")
    s.ctl("del", "missing", "-w", "json")
    s.ctl("del", "a", "b")
    s.ctl("del", "z", "--from-key", "--prev-kv")
    s.ctl("del", "ba", "bb", "--range")
    s.ctl("del", "", rc=None)
    s.ctl("del", rc=128)
    s.ctl("get", "", "--prefix", "--keys-only")

    s.row("txn")
    success = b'mod("foo") > "0"\nvalue("c") = "value of c"\n\nput t1 one\nget foo\ndel nothing\n\nput t1 two\n\n'
    for form in PLAIN:
        s.ctl("txn", "-w", form, stdin=success)
    s.ctl("txn", "-w", "table", stdin=success, rc=4)
    s.ctl("txn", "--hex", stdin=success)
    failure = b'ver("foo") = "0"\n\nput t2 one\n\nput t2 two\nget t2\nget b --prefix\ndel t1 --prev-kv\n\n'
    for form in PLAIN:
        s.ctl("txn", "-w", form, stdin=failure)
    for compare in ('version("foo") > "0"', 'create("foo") = "2"', 'c("foo") = "2"', 'mod("foo") < "3"', 'm("foo") != "3"',
                    'val("foo") = "y"', 'value("foo") > "a"', 'ver("missing") = "0"'):
        s.ctl("txn", stdin=compare.encode() + b"\n\nget foo\n\nget missing\n\n", rc=None)
    s.ctl("txn", "-i", stdin=b'mod("foo") > "0"\n\nput t3 x\n\n\n')
    s.ctl("txn", stdin=b"\n\n\n")
    s.ctl("txn", stdin=b"nonsense\n\n\n\n", rc=3)
    s.ctl("txn", stdin=b'lease("foo") = "0"\n\nget foo\n\n\n', rc=2, stderr=False)

    s.row("txn refused")
    s.ctl("txn", stdin=b"\nput d 1\nput d 2\n\n\n", rc=1, says="duplicate key given in txn request")
    many = b"\n" + b"".join(b"put many%d 1\n" % i for i in range(129)) + b"\n\n"
    s.ctl("txn", stdin=many, rc=1, says="too many operations in txn request")

    s.row("compaction")
    s.ctl("compaction", "10", says="compacted revision 10")
    s.ctl("compact", "11", "--physical", says="compacted revision 11")
    s.ctl("compaction", "11", rc=1, says="required revision has been compacted")
    s.ctl("compaction", "100000", rc=1, says="required revision is a future revision")
    s.ctl("compaction", rc=128)
    s.ctl("compaction", "x", rc=1)
    s.ctl("get", "foo", "--rev=5", rc=1, says="required revision has been compacted")
    s.ctl("get", "foo", "--rev=11", "-w", "json")

    s.row("make-mirror")
    s.ctl("put", "mirror/1", "one")
    mirror = s.begin("make-mirror", "--prefix=mirror/", "--dest-prefix=copy/", s.members[0].client_url)
    s.eventually(lambda: "copy/1" in s.ask("get", "copy/", "--prefix"), "the key is copied")
    s.ctl("put", "mirror/2", "two")
    s.ctl("del", "mirror/1")
    s.eventually(lambda: s.ask("get", "copy/", "--prefix").split("\n") == ["copy/2", "two", ""], "changes are copied")
    mirror.end(rc=None)
    s.ctl("get", "copy/", "--prefix")
    s.ctl("make-mirror", rc=128)

    s.row("completion")
    for shell in ("bash", "zsh", "fish", "powershell"):
        s.ctl("completion", shell)


def conventions(s):
    s.cluster(1)
    url = s.members[0].client_url

    s.row("output formats")
    s.ctl("get", "foo", "-w", "yaml", rc=4)
    s.ctl("put", "foo", "bar", "-w", "table", rc=4, says="table not supported")
    s.ctl("get", "foo", says="foo\nbar")

    s.row("exit codes")
    s.ctl("nonsense", rc=1)
    s.ctl("put", "--nonsense", rc=1)
    s.ctl("get", "foo", "--endpoints=127.0.0.1:1", "--command-timeout=1s", "--dial-timeout=500ms", rc=1)
    s.ctl("put", "foo", "bar", "--endpoints=127.0.0.1:1", "--command-timeout=1s", "--dial-timeout=500ms", rc=1)
    s.ctl("member", "remove", "xyz", rc=128)
    s.ctl("get", "foo", "--user=root:x", rc=None)

    s.row("environment")
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": url})
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": url, "ETCDCTL_WRITE_OUT": "json"})
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": url, "ETCDCTL_HEX": "true"})
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": "127.0.0.1:1," + url})
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": url[len("http://"):], "ETCDCTL_COMMAND_TIMEOUT": "3s"})
    s.ctl("get", "foo", "--endpoints=" + url, at=(), env={"ETCDCTL_ENDPOINTS": url}, rc=None)
    s.ctl("get", "foo", at=(), env={"ETCDCTL_ENDPOINTS": url, "ETCDCTL_USER": "nobody:x"}, rc=None)

    s.row("--hex")
    s.ctl("put", "\x01\x02", "\u00e9", "--hex")
    s.ctl("get", "", "--prefix", "--hex")
    s.ctl("get", "", "--prefix", "--hex", "-w", "json")
    s.ctl("get", "", "--prefix", "--hex", "-w", "fields")
    s.ctl("member", "list", "--hex")
    s.ctl("member", "list", "--hex", "-w", "json")
    s.ctl("member", "list", "--hex", "-w", "fields")
