package io.fairlead.server.raft;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;

/** Conf changes as tests write them into the log: {@code v4} adds voter 4, {@code l4} a learner, {@code r4} removes, {@code u4} updates. */
public final class ConfChangeText {
    private ConfChangeText() {}

    public static Bytes encode(String text) {
        decode(Bytes.utf8(text));
        return Bytes.utf8(text);
    }

    public static ConfChange decode(Bytes data) {
        String text = data.toUtf8();
        ConfChangeType type = switch (text.charAt(0)) {
            case 'v' -> ConfChangeType.ADD_NODE;
            case 'l' -> ConfChangeType.ADD_LEARNER_NODE;
            case 'r' -> ConfChangeType.REMOVE_NODE;
            case 'u' -> ConfChangeType.UPDATE_NODE;
            default -> throw new IllegalArgumentException("no conf change: " + text);
        };
        return new ConfChange(0, type, Long.parseLong(text.substring(1)), Bytes.empty());
    }
}
