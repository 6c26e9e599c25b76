package io.fairlead.server.model;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Revisions that a step names relative to the current or the compacted one, so that they mean something in any list. */
final class Revisions {
    private static final long CURRENT = 1_000_000_000L;
    private static final long COMPACTED = 2_000_000_000L;

    /** Offsets are below it; so are revisions that are meant as they are. */
    private static final long REACH = 1_000_000;

    private static final Pattern NUMBER = Pattern.compile("(revision: )(\\d{9,10})\\b");
    private static final Pattern NAME = Pattern.compile("(current|compacted)([+-]\\d+)?");

    private Revisions() {}

    static long current(long offset) {
        return CURRENT + offset;
    }

    static long compacted(long offset) {
        return COMPACTED + offset;
    }

    /** The message with each revision in it, at any depth, as it is now. */
    static Message resolved(Message message, long current, long compacted) {
        return each(message, revision -> resolved(revision, current, compacted));
    }

    /** The message with each revision that lies before the current one a step nearer to it. */
    static Message nearer(Message message) {
        return each(message, revision -> revision < CURRENT && CURRENT - revision < REACH ? revision + 1 : revision);
    }

    private static Message each(Message message, LongUnaryOperator change) {
        Message.Builder changed = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (field.isRepeated()) {
                    List<?> parts = (List<?>) entry.getValue();
                    for (int i = 0; i < parts.size(); i++) {
                        changed.setRepeatedField(field, i, each((Message) parts.get(i), change));
                    }
                } else {
                    changed.setField(field, each((Message) entry.getValue(), change));
                }
            } else if (field.getName().endsWith("revision")) {
                changed.setField(field, change.applyAsLong((Long) entry.getValue()));
            }
        }
        return changed.build();
    }

    private static long resolved(long revision, long current, long compacted) {
        if (Math.abs(revision - CURRENT) < REACH) {
            return current + revision - CURRENT;
        }
        return Math.abs(revision - COMPACTED) < REACH ? compacted + revision - COMPACTED : revision;
    }

    /** The text of a message with relative revisions by name. */
    static String named(String text) {
        return NUMBER.matcher(text).replaceAll(found -> found.group(1) + name(Long.parseLong(found.group(2))));
    }

    private static String name(long revision) {
        if (Math.abs(revision - CURRENT) < REACH) {
            return "current" + signed(revision - CURRENT);
        }
        return Math.abs(revision - COMPACTED) < REACH ? "compacted" + signed(revision - COMPACTED) : "" + revision;
    }

    private static String signed(long offset) {
        return offset == 0 ? "" : (offset > 0 ? "+" : "") + offset;
    }

    /** The other way round. */
    static String numbered(String text) {
        return NAME.matcher(text).replaceAll(Revisions::number);
    }

    private static String number(MatchResult name) {
        long offset = name.group(2) == null ? 0 : Long.parseLong(name.group(2));
        return "" + ((name.group(1).equals("current") ? CURRENT : COMPACTED) + offset);
    }
}
