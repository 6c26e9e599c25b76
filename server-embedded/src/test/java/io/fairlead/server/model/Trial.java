package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out steps on the reference and on a subject, and says where they differ first. */
final class Trial {
    private static final ByteString NUL = ByteString.copyFrom(new byte[] {0});

    private final Reference reference;
    private final Subject subject;
    private final WatchJudge watches;

    /** @param what the request or the rule, what was expected, what came */
    record Difference(int step, String what) {}

    private Trial(Reference reference, Subject subject) {
        this.reference = reference;
        this.subject = subject;
        this.watches = new WatchJudge(reference.history(), subject);
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
    private Optional<String> guarded(@Nullable Step step) {
        try {
            Optional<String> difference = step == null ? finish() : carryOut(step);
            return difference.isPresent() ? difference : watches.listen();
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
            case RANGE, PUT, DELETE, TXN, COMPACT, GRANT, REVOKE, KEEP_ALIVE, TIME_TO_LIVE, LEASES ->
                ask(step.kind(), request);
            case HASH -> {
                Answer<? extends Message> actual = subject.call(step.kind(), request);
                yield reference
                        .faultOf((HashKVRequest) request, actual)
                        .map(fault -> text(request) + " is answered " + text(actual) + ": " + fault);
            }
            case WATCH -> watches.watch((WatchCreateRequest) request);
            case CANCEL -> watches.cancel((int) ((WatchCancelRequest) request).getWatchId());
            case PROGRESS -> watches.askProgress((int) ((WatchCancelRequest) request).getWatchId());
            case HOLD, DAWDLE, RELEASE -> act(step.kind());
            case RESTART, INSTALL -> {
                Optional<String> difference = watches.listen();
                if (difference.isEmpty()) {
                    difference = act(step.kind());
                    reference.leases().changeLeader(subject.graceMillis());
                    watches.resume();
                }
                yield difference;
            }
            case ELAPSE -> {
                long millis = ((Int64Value) request).getValue();
                subject.elapse(millis);
                reference.leases().elapse(millis);
                yield Optional.empty();
            }
        };
    }

    private Optional<String> ask(StepKind kind, Message request) {
        Answer<? extends Message> actual = subject.call(kind, request);
        Answer<? extends Message> expected = reference.answer(kind, request);
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(
                        "%s\n    expected %s\n    but was  %s".formatted(text(request), text(expected), text(actual)));
    }

    private Optional<String> act(StepKind kind) {
        subject.act(kind);
        return Optional.empty();
    }

    private Optional<String> finish() {
        subject.act(StepKind.RELEASE);
        for (long count : subject.recordCounts()) {
            if (count != reference.recordCount()) {
                return Optional.of("%d records are kept, not %d".formatted(count, reference.recordCount()));
            }
        }
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

    private static String text(Answer<? extends Message> answer) {
        return answer instanceof Answer.Ok<? extends Message> ok ? text(ok.value()) : answer.toString();
    }

    private static String text(Message message) {
        return message.getDescriptorForType().getName() + " {"
                + TextFormat.printer().emittingSingleLine(true).printToString(message) + "}";
    }
}
