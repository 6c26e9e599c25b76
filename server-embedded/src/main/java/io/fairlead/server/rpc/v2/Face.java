package io.fairlead.server.rpc.v2;

import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.node.Node;
import java.util.Map;
import java.util.TreeMap;

/** What all answers of the older API have in common. */
final class Face {
    private final Node node;

    Face(Node node) {
        this.node = node;
    }

    /** An id as it stands in headers and bodies. */
    static String hex(long id) {
        return Long.toUnsignedString(id, 16);
    }

    PageAnswer answer(int status, String json) {
        return PageAnswer.json(status, json)
                .with("X-Etcd-Cluster-Id", hex(node.glance().clusterId()));
    }

    /** Without a body. */
    PageAnswer answer(int status) {
        return PageAnswer.empty(status)
                .with("X-Etcd-Cluster-Id", hex(node.glance().clusterId()));
    }

    PageAnswer answer(KeyEvent event, boolean nodes) {
        Map<String, String> more = new TreeMap<>();
        more.put("X-Etcd-Index", Long.toString(event.index()));
        more.put("X-Raft-Index", Long.toUnsignedString(node.status().appliedIndex()));
        more.put("X-Raft-Term", Long.toUnsignedString(event.term()));
        PageAnswer answer = answer(event.isCreation() ? 201 : 200, event.json(nodes));
        for (Map.Entry<String, String> header : more.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    PageAnswer answer(Refusal refusal) {
        return answer(refusal.error().httpStatus(), refusal.json())
                .with("X-Etcd-Index", Long.toString(refusal.index()));
    }

    long revision() {
        return node.status().revision();
    }

    long leaderId() {
        return node.glance().leaderId();
    }
}
