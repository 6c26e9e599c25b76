package io.fairlead.server.rpc.v2;

import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file or a directory as an answer shows it.
 *
 * @param key empty for the root, which has no indexes either
 * @param value of a file; empty where the answer leaves it out
 * @param nodes of a directory, as far as they were asked for
 */
record KeyNode(
        String key,
        Optional<String> value,
        boolean directory,
        Optional<Expiry> expiry,
        List<KeyNode> nodes,
        long modifiedIndex,
        long createdIndex) {
    KeyNode {
        nodes = List.copyOf(nodes);
    }

    /** When a file goes. {@code at} is a time as Go writes it. */
    record Expiry(String at, long ttlSeconds) {}

    static KeyNode file(KeyValue kv, Optional<Expiry> expiry) {
        return new KeyNode(
                kv.getKey().toStringUtf8(),
                Optional.of(kv.getValue().toStringUtf8()),
                false,
                expiry,
                List.of(),
                kv.getModRevision(),
                kv.getCreateRevision());
    }

    static KeyNode directory(KeyPath path, List<KeyNode> nodes, long index) {
        return new KeyNode(
                path.isRoot() ? "" : path.text(), Optional.empty(), true, Optional.empty(), nodes, index, index);
    }

    /** The same as it looks once it is deleted at {@code index}. */
    KeyNode deletedAt(long index) {
        return new KeyNode(key, Optional.empty(), directory, Optional.empty(), List.of(), index, createdIndex);
    }

    String json() {
        StringBuilder out = new StringBuilder();
        member(out, "key", key.isEmpty() ? "" : GoJson.quote(key));
        member(out, "value", value.map(GoJson::quote).orElse(""));
        member(out, "dir", directory ? "true" : "");
        member(out, "expiration", expiry.map(when -> GoJson.quote(when.at())).orElse(""));
        member(
                out,
                "ttl",
                expiry.filter(when -> when.ttlSeconds() != 0)
                        .map(when -> Long.toString(when.ttlSeconds()))
                        .orElse(""));
        member(
                out,
                "nodes",
                nodes.isEmpty() ? "" : nodes.stream().map(KeyNode::json).collect(Collectors.joining(",", "[", "]")));
        if (!key.isEmpty()) {
            member(out, "modifiedIndex", Long.toString(modifiedIndex));
            member(out, "createdIndex", Long.toString(createdIndex));
        }
        return "{" + out + "}";
    }

    /** Adds a member unless its value is empty. */
    private static void member(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(out.length() == 0 ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value);
        }
    }
}
