package io.fairlead.testing.failover;

import io.fairlead.testing.failover.Operation.Kind;
import io.fairlead.testing.failover.Operation.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what the threads saw and what the cluster says happened can both be true. Values are unique, so each write of the
 * history belongs to one call.
 *
 * <p>Found are: acknowledged writes that are lost, or stand at another revision than was acknowledged; writes made twice;
 * writes that the client said were not made; values from nowhere; calls that took effect before they were made, or out of
 * real-time order; compare-and-sets that overwrote something they had not seen; reads of what was not there, or older than what
 * had been acknowledged before. Writes of unknown outcome are explained: made once, or never.
 */
final class HistoryChecker {
    /**
     * What a history amounts to.
     *
     * @param violations what cannot be true, in words; empty for a good history
     * @param unknownMade writes of unknown outcome that were made
     * @param unknownNeverMade writes of unknown outcome that were not
     */
    record Verdict(List<String> violations, int unknownMade, int unknownNeverMade) {}

    private final List<Operation> operations;
    private final List<Written> history;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, List<Written>> byValue = new HashMap<>();
    private final Map<String, TreeMap<Long, Written>> byKey = new HashMap<>();

    private HistoryChecker(List<Operation> operations, List<Written> history) {
        this.operations = operations;
        this.history = history;
        for (Written write : history) {
            byValue.computeIfAbsent(write.value(), any -> new ArrayList<>()).add(write);
            byKey.computeIfAbsent(write.key(), any -> new TreeMap<>()).put(write.revision(), write);
        }
    }

    /**
     * @param history all writes to the keys of the operations, in order
     */
    static Verdict check(List<Operation> operations, List<Written> history) {
        return new HistoryChecker(operations, history).verdict();
    }

    private Verdict verdict() {
        historyIsWhole();
        writesAreMadeAsTold();
        nothingComesFromNowhere();
        realTimeIsKept();
        comparisonsHeld();
        readsAreTrue();
        int made = (int) operations.stream()
                .filter(operation -> operation.isWrite() && operation.result() == Result.UNKNOWN)
                .filter(operation -> byValue.containsKey(operation.value()))
                .count();
        int unknown = (int) operations.stream()
                .filter(operation -> operation.isWrite() && operation.result() == Result.UNKNOWN)
                .count();
        return new Verdict(List.copyOf(violations), made, unknown - made);
    }

    /** Revisions rise, and the versions of each key count its writes: otherwise the history itself has holes or doubles. */
    private void historyIsWhole() {
        long last = 0;
        Map<String, Long> versions = new HashMap<>();
        for (Written write : history) {
            expect(write.revision() > last, "history is out of order or doubled at", write);
            last = write.revision();
            long version = versions.merge(write.key(), 1L, Long::sum);
            expect(write.version() == version, "history has " + version + " writes of the key before and with", write);
        }
    }

    private void writesAreMadeAsTold() {
        for (Operation write : operations) {
            if (!write.isWrite()) {
                continue;
            }
            List<Written> made = byValue.getOrDefault(write.value(), List.of());
            expect(made.size() <= 1, "made " + made.size() + " times", write);
            switch (write.result()) {
                case OK -> {
                    expect(!made.isEmpty(), "acknowledged and lost", write);
                    expect(
                            made.isEmpty() || made.get(0).revision() == write.revision(),
                            "acknowledged at another revision than made",
                            write);
                }
                case LOST, NOT_APPLIED -> expect(made.isEmpty(), "made although the client said it was not", write);
                case UNKNOWN -> {}
            }
            expect(made.stream().allMatch(one -> one.key().equals(write.key())), "made under another key", write);
        }
    }

    private void nothingComesFromNowhere() {
        Map<String, Operation> asked = new HashMap<>();
        operations.stream().filter(Operation::isWrite).forEach(write -> asked.put(write.value(), write));
        for (Written write : history) {
            expect(asked.containsKey(write.value()), "nobody wrote", write);
        }
    }

    /** Who was answered before another call began stands before it in the history. */
    private void realTimeIsKept() {
        List<Operation> answered = operations.stream()
                .filter(operation -> operation.result() == Result.OK)
                .sorted(Comparator.comparingLong(Operation::returnedNanos))
                .toList();
        List<Operation> begun = operations.stream()
                .filter(operation -> operation.result() == Result.OK || operation.isWrite())
                .sorted(Comparator.comparingLong(Operation::invokedNanos))
                .toList();
        long newest = 0;
        int next = 0;
        for (Operation operation : begun) {
            while (next < answered.size() && answered.get(next).returnedNanos() < operation.invokedNanos()) {
                newest = Math.max(newest, answered.get(next).revision());
                next++;
            }
            if (operation.kind() == Kind.READ) {
                expect(operation.revision() >= newest, "read a past older than revision " + newest, operation);
            } else {
                long bound = newest;
                byValue.getOrDefault(operation.value(), List.of())
                        .forEach(made -> expect(
                                made.revision() > bound,
                                "made at revision " + made.revision() + ", before revision " + bound
                                        + " was answered and before it was asked for",
                                operation));
            }
        }
    }

    private void comparisonsHeld() {
        for (Operation operation : operations) {
            if (operation.kind() != Kind.COMPARE_AND_SET) {
                continue;
            }
            for (Written made : byValue.getOrDefault(operation.value(), List.of())) {
                TreeMap<Long, Written> key = byKey.getOrDefault(made.key(), new TreeMap<>());
                Long before = key.lowerKey(made.revision());
                expect(
                        (before == null ? 0 : before) == operation.seenRevision(),
                        "overwrote revision " + before + " unseen",
                        operation);
            }
        }
    }

    private void readsAreTrue() {
        for (Operation read : operations) {
            if (read.kind() != Kind.READ || read.result() != Result.OK) {
                continue;
            }
            TreeMap<Long, Written> key = byKey.getOrDefault(read.key(), new TreeMap<>());
            Map.Entry<Long, Written> then = key.floorEntry(read.revision());
            boolean isTrue = then == null
                    ? read.value().isEmpty() && read.seenRevision() == 0
                    : read.value().equals(then.getValue().value()) && read.seenRevision() == then.getKey();
            expect(isTrue, "read what was not there, " + then + ",", read);
        }
    }

    private void expect(boolean holds, String otherwise, Object where) {
        if (!holds && violations.size() < 20) {
            violations.add(otherwise + ": " + where);
        }
    }
}
