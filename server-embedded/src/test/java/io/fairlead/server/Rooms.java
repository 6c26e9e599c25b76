package io.fairlead.server;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The plan of the house: each room and the arrows it may have, floor first. A room is a package below {@code
 * io.fairlead.server} together with those of its subpackages that are no rooms of their own.
 *
 * <p>An arrow is a room's name, or one of these words for what lies outside the server: {@code api.Bytes}, the byte
 * slice; {@code api}, the values and the catalogue of errors; {@code api.pb}, the generated wire; {@code api.*}, all of
 * it. Whoever may touch {@code bytes} or {@code api} may touch {@code api.Bytes}; anyone may touch {@code check}.
 */
final class Rooms {
    static final String HOUSE = "io.fairlead.server";
    private static final String API = "io.fairlead.api";
    private static final String EVERYTHING = "*";

    private static final Map<String, Set<String>> ARROWS = new LinkedHashMap<>();

    static {
        // L0: the floor.
        room("check");
        room("bytes", "api.Bytes");
        room("exec");
        room("failpoint");
        room("meter");
        room("exec.thread", "exec");
        room("pb", "api.pb"); // generated from the server's own protos; a floor for those who store or send them

        // L1-L2: raft, pure.
        room("raft.model", "bytes");
        room("raft.quorum");
        room("raft.log", "raft.model", "bytes");
        room("raft.progress", "raft.quorum", "raft.model");
        room("raft.confchange", "raft.quorum", "raft.progress", "raft.model");
        room("raft", "raft.model", "raft.quorum", "raft.log", "raft.progress", "raft.confchange", "bytes");

        // L2: what Raft keeps and says, as bytes.
        room("raftcodec", "raft.model", "bytes", "pb");

        // L1-L2: storage.
        room("storage.disk", "meter", "bytes");
        room("storage.wal", "storage.disk", "raft.model", "raftcodec", "exec", "failpoint", "bytes", "pb");
        room("storage.snapshot", "storage.disk", "raft.model", "raftcodec", "bytes", "pb");
        room("storage.backend", "storage.disk", "exec", "failpoint", "bytes");
        room("storage.bolt", "storage.disk", "bytes");

        // L3: the replicated state.
        room("mvcc", "storage.backend", "bytes", "api");
        room("lease", "storage.backend", "meter", "bytes", "api", "pb");
        room("auth", "storage.backend", "mvcc", "exec", "bytes", "api", "api.pb");
        room("membership", "storage.backend", "raft.model", "raft.quorum", "raftcodec", "bytes", "api", "pb");
        room("alarm", "storage.backend", "bytes", "api");

        // L4: requests as values.
        room("command", "api", "api.pb", "bytes", "pb");
        room("access", "command", "auth", "mvcc", "bytes", "api", "api.pb");
        room("txn", "mvcc", "lease", "bytes", "api.*");
        room("watch", "mvcc", "exec", "failpoint", "bytes", "api", "api.pb");

        // L5: the hands of the node.
        room(
                "apply",
                "command",
                "access",
                "txn",
                "watch",
                "mvcc",
                "lease",
                "auth",
                "membership",
                "alarm",
                "storage.backend",
                "storage.disk",
                "raft.model",
                "raftcodec",
                "exec",
                "failpoint",
                "bytes",
                "api.*",
                "pb");
        room("port"); // event loops, listen addresses and their servers, for all who have a port
        room("tls", "port", "api.*"); // who may connect, for all who have a port or dial one
        room("transport", "raft.model", "membership", "lease", "mvcc", "bytes", "api");
        room(
                "transport.grpc",
                "meter",
                "port",
                "tls",
                "transport",
                "storage.snapshot",
                "storage.backend",
                "raft.model",
                "raftcodec",
                "membership",
                "lease",
                "mvcc",
                "exec",
                "bytes",
                "api.*",
                "pb");
        room("duty", "lease", "mvcc", "command", "exec", "bytes", "api", "api.pb");

        room(
                "database",
                "apply",
                "storage.backend",
                "storage.bolt",
                "storage.disk",
                "raft.model",
                "bytes",
                "api",
                "api.pb");

        // L6: the flow of one member.
        room(
                "node",
                "database",
                "raft",
                "raft.model",
                "raft.quorum",
                "raft.log",
                "raft.progress",
                "raft.confchange",
                "raftcodec",
                "storage.disk",
                "storage.wal",
                "storage.snapshot",
                "storage.backend",
                "apply",
                "transport",
                "duty",
                "meter",
                "command",
                "access",
                "auth",
                "txn",
                "watch",
                "membership",
                "lease",
                "mvcc",
                "exec",
                "failpoint",
                "bytes",
                "api",
                "api.pb",
                "pb");

        // L7: reception.
        room("coordination", "node", "watch", "command", "bytes", "api", "api.pb");
        room("http", "node", "command", "exec", "bytes", "api", "api.pb");
        room("rpc.inside", "http", "api.*");
        room("rpc.gateway", "rpc.inside", "http", "bytes", "api.*");
        room("rpc.v2", "rpc.inside", "http", "node", "exec", "bytes", "api.*");
        room(
                "rpc",
                "meter",
                "rpc.inside",
                "rpc.gateway",
                "database",
                "rpc.v2",
                "port",
                "tls",
                "http",
                "membership",
                "lease",
                "node",
                "coordination",
                "command",
                "access",
                "watch",
                "txn",
                "mvcc",
                "auth",
                "exec",
                "bytes",
                "api.*",
                "pb");

        // L7, above the others: what they count, as etcd's metrics.
        room(
                "metrics",
                "rpc",
                "http",
                "transport.grpc",
                "node",
                "watch",
                "lease",
                "mvcc",
                "membership",
                "command",
                "storage.disk",
                "meter",
                "api",
                "api.pb");

        // L8: the front door, the only assembly.
        room("embed", EVERYTHING);
    }

    private Rooms() {}

    static Set<String> all() {
        return Collections.unmodifiableSet(ARROWS.keySet());
    }

    /** The room a class of the server is in: the longest name in the plan that its package starts with. */
    static Optional<String> of(JavaClass type) {
        String name = type.getPackageName();
        while (name.startsWith(HOUSE + '.')) {
            String room = name.substring(HOUSE.length() + 1);
            if (ARROWS.containsKey(room)) {
                return Optional.of(room);
            }
            name = name.substring(0, name.lastIndexOf('.'));
        }
        return Optional.empty();
    }

    /** Whether a class in {@code room} may depend on {@code target}; types from outside Fairlead are not judged here. */
    static boolean allows(String room, JavaClass target) {
        String pkg = target.getPackageName();
        Set<String> arrows = ARROWS.getOrDefault(room, Set.of());
        if (!isIn(pkg, "io.fairlead")) {
            return true;
        }
        if (isIn(pkg, API)) {
            return arrows.contains(EVERYTHING)
                    || arrows.contains("api.*")
                    || arrows.contains(apiWord(target))
                    || (isBytes(target) && (arrows.contains("bytes") || arrows.contains("api")));
        }
        if (pkg.equals(HOUSE)) {
            return false;
        }
        return of(target)
                .map(to -> to.equals(room) || to.equals("check") || arrows.contains(to) || arrows.contains(EVERYTHING))
                .orElse(false);
    }

    private static String apiWord(JavaClass target) {
        String pkg = target.getPackageName();
        if (isBytes(target)) {
            return "api.Bytes";
        }
        if (isIn(pkg, API + ".pb")) {
            return "api.pb";
        }
        return pkg.equals(API) || pkg.equals(API + ".error") ? "api" : "api.*";
    }

    private static boolean isBytes(JavaClass target) {
        String name = target.getName();
        return name.equals(API + ".Bytes") || name.startsWith(API + ".Bytes$");
    }

    private static boolean isIn(String pkg, String parent) {
        return pkg.equals(parent) || pkg.startsWith(parent + '.');
    }

    /** Adds a room; its arrows must be outside words or rooms already there, so the plan itself cannot hold a cycle. */
    private static void room(String name, String... arrows) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String arrow : arrows) {
            if (!ARROWS.containsKey(arrow) && !arrow.startsWith("api") && !arrow.equals(EVERYTHING)) {
                throw new IllegalStateException(name + " -> " + arrow + ": no such room further down");
            }
            if (!distinct.add(arrow)) {
                throw new IllegalStateException(name + " -> " + arrow + ": named twice");
            }
        }
        if (ARROWS.put(name, distinct) != null) {
            throw new IllegalStateException(name + ": named twice");
        }
    }
}
