package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Carries out steps on the reference and on a subject, and says where they differ first. */
final class Trial {
    private static final ByteString NUL = ByteString.copyFrom(new byte[] {0});

    private final Reference reference;
    private final Subject subject;

    /** @param what the request or the rule, what was expected, what came */
    record Difference(int step, String what) {}

    private Trial(Reference reference, Subject subject) {
        this.reference = reference;
        this.subject = subject;
    }

    /** The first difference, or empty where there is none. */
    static Optional<Difference> run(List<Step> steps, Reference reference, Supplier<Subject> subjects) {
        try (Subject subject = subjects.get()) {
            return new Trial(reference, subject).run(steps);
        }
    }

    private Optional<Difference> run(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Optional<String> difference = guarded(steps.get(i));
            if (difference.isPresent()) {
                return Optional.of(new Difference(i, difference.get()));
            }
        }
        return guarded(null).map(what -> new Difference(steps.size(), "at the end: " + what));
    }

    /** What the subject throws is a difference too. */
    private Optional<String> guarded(@org.jspecify.annotations.Nullable Step step) {
        try {
            return step == null ? finish() : carryOut(step);
        } catch (RuntimeException | AssertionError e) {
            StackTraceElement[] stack = e.getStackTrace();
            return Optional.of(e + (stack.length == 0 ? "" : " at " + stack[0]));
        }
    }

    private Optional<String> carryOut(Step step) {
        Message request = Revisions.resolved(
                step.message(),
                reference.history().revision(),
                reference.history().compacted());
        return switch (step.kind()) {
            case RANGE, PUT, DELETE, TXN, COMPACT -> {
                Answer<? extends Message> actual = subject.call(step.kind(), request);
                yield difference(request, reference.answer(step.kind(), request), actual);
            }
            case HASH -> {
                Answer<? extends Message> actual = subject.call(step.kind(), request);
                yield reference
                        .faultOf((HashKVRequest) request, actual)
                        .map(fault -> text(request) + " is answered " + text(actual) + ": " + fault);
            }
            default -> {
                subject.act(step.kind(), request);
                yield Optional.empty();
            }
        };
    }

    private Optional<String> finish() {
        subject.settle();
        ReferenceHistory history = reference.history();
        for (long at = Math.max(1, history.compacted()); at <= history.revision(); at++) {
            RangeRequest everything = RangeRequest.newBuilder()
                    .setKey(NUL)
                    .setRangeEnd(NUL)
                    .setRevision(at)
                    .build();
            Optional<String> difference = carryOut(new Step(StepKind.RANGE, everything));
            if (difference.isEmpty()) {
                difference = hashDifference(at);
            }
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> hashDifference(long at) {
        HashKVRequest request = HashKVRequest.newBuilder().setRevision(at).build();
        for (Answer<HashKVResponse> answer : subject.hashes(at)) {
            Optional<String> fault = reference.faultOf(request, answer);
            if (fault.isPresent()) {
                return Optional.of(text(request) + " is answered " + text(answer) + ": " + fault.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(
            Message request, Answer<? extends Message> expected, Answer<? extends Message> actual) {
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(
                        "%s\n    expected %s\n    but was  %s".formatted(text(request), text(expected), text(actual)));
    }

    private static String text(Answer<? extends Message> answer) {
        return answer instanceof Answer.Ok<? extends Message> ok ? text(ok.value()) : answer.toString();
    }

    private static String text(Message message) {
        return message.getDescriptorForType().getName() + " {"
                + TextFormat.printer().emittingSingleLine(true).printToString(message) + "}";
    }
}
