package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfState;
import java.util.Collection;

/** A configuration as etcd keeps it in its database: JSON with ids as decimal numbers, lists left away where they are empty. */
final class ConfStateJson {
    private ConfStateJson() {}

    static Bytes encode(ConfState state) {
        StringBuilder json = new StringBuilder("{");
        list(json, "voters", state.voters());
        list(json, "learners", state.learners());
        list(json, "voters_outgoing", state.votersOutgoing());
        list(json, "learners_next", state.learnersNext());
        return Bytes.utf8(json.append("\"auto_leave\":")
                .append(state.autoLeave())
                .append('}')
                .toString());
    }

    private static void list(StringBuilder json, String name, Collection<Long> ids) {
        if (!ids.isEmpty()) {
            json.append('"').append(name).append("\":[");
            json.append(
                    String.join(",", ids.stream().map(Long::toUnsignedString).toList()));
            json.append("],");
        }
    }
}
