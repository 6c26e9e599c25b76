package io.fairlead.server.rpc.v2;

import java.util.Optional;

/**
 * What a request of the keys API led to.
 *
 * @param index the revision it was answered at
 * @param term of the leader then
 */
record KeyEvent(String action, KeyNode node, Optional<KeyNode> previous, long index, long term) {
    /** Whether something is there that was not there before. */
    boolean isCreation() {
        return action.equals("create") || (action.equals("set") && previous.isEmpty());
    }

    /** @param nodes whether to show them; a client may know what it wrote */
    String json(boolean nodes) {
        String shown = nodes
                ? ",\"node\":" + node.json()
                        + previous.map(it -> ",\"prevNode\":" + it.json()).orElse("")
                : "";
        return "{\"action\":" + GoJson.quote(action) + shown + "}\n";
    }
}
