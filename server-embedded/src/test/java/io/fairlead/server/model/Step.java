package io.fairlead.server.model;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;

/**
 * One operation of a trial.
 *
 * @param message of the type that {@code kind} tells; its revisions may be relative, see {@link Revisions}
 */
record Step(StepKind kind, Message message) {
    Step {
        if (message.getDescriptorForType() != kind.nothing().getDescriptorForType()) {
            throw new IllegalArgumentException(
                    kind + " with a " + message.getDescriptorForType().getName());
        }
    }

    static Step of(StepKind kind) {
        return new Step(kind, kind.nothing());
    }

    /** Whether the reference knows the answer: not where the server draws an id. */
    boolean isKnown() {
        return !(message instanceof LeaseGrantRequest grant) || grant.getID() != 0;
    }

    /** One line, which {@link #parse} reads. */
    @Override
    public String toString() {
        String fields = TextFormat.printer().emittingSingleLine(true).printToString(message);
        return (kind + " " + Revisions.named(fields)).strip();
    }

    static Step parse(String line) {
        String[] parts = line.strip().split(" ", 2);
        StepKind kind = StepKind.valueOf(parts[0]);
        Message.Builder message = kind.nothing().newBuilderForType();
        try {
            TextFormat.merge(parts.length == 1 ? "" : Revisions.numbered(parts[1]), message);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException("not a step: " + line, e);
        }
        return new Step(kind, message.build());
    }
}
