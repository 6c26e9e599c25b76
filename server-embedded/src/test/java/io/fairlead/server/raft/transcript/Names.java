package io.fairlead.server.raft.transcript;

import io.fairlead.server.raft.RaftEvent;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.MessageType;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.lang.reflect.RecordComponent;

/** Names of types as words. */
final class Names {
    private Names() {}

    /** {@code APPEND_REQUEST} as {@code AppendRequest}. */
    static String title(MessageType type) {
        StringBuilder name = new StringBuilder();
        boolean first = true;
        for (char letter : type.name().toCharArray()) {
            if (letter == '_') {
                first = true;
            } else {
                name.append(first ? letter : Character.toLowerCase(letter));
                first = false;
            }
        }
        return name.toString();
    }

    /** An event with its components, flags only where they are set. */
    static String plain(RaftEvent event) {
        StringBuilder text = new StringBuilder(event.getClass().getSimpleName());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            Object value = valueOf(event, component);
            if (value instanceof Boolean flag) {
                text.append(flag ? " " + component.getName() : "");
            } else {
                text.append(' ').append(component.getName()).append('=').append(plain(value));
            }
        }
        return text.toString();
    }

    private static String plain(Object value) {
        if (value instanceof EntryId id) {
            return Printer.id(id);
        }
        if (value instanceof SnapshotMeta meta) {
            return Printer.id(meta.lastIncluded());
        }
        if (value instanceof ConfState conf) {
            return Printer.conf(conf);
        }
        return String.valueOf(value);
    }

    private static Object valueOf(RaftEvent event, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
