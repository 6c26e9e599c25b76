package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one watcher has to be told, and how far it has been told it. */
final class ReferenceWatcher {
    private static final ByteString NUL = ByteString.copyFrom(new byte[] {0});

    private final ReferenceHistory history;
    private final WatchCreateRequest request;

    /** Everything up to here has been told, or is of no interest. */
    private long told;

    private boolean ended;

    /** @param request created at the history's newest revision */
    ReferenceWatcher(ReferenceHistory history, WatchCreateRequest request) {
        this.history = history;
        this.request =
                request.getKey().isEmpty() ? request.toBuilder().setKey(NUL).build() : request;
        this.told = request.getStartRevision() == 0 ? history.revision() : request.getStartRevision() - 1;
    }

    /** Why there can't be such a watcher. */
    static Optional<String> refusal(WatchCreateRequest request) {
        ByteString key = request.getKey().isEmpty() ? NUL : request.getKey();
        boolean toAnEnd =
                !request.getRangeEnd().isEmpty() && !request.getRangeEnd().equals(NUL);
        if (toAnEnd && ReferenceHistory.compare(key, request.getRangeEnd()) >= 0) {
            return Optional.of("mvcc: watcher range is empty");
        }
        return request.getStartRevision() < 0
                ? Optional.of("mvcc: watcher start revision is negative")
                : Optional.empty();
    }

    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** The request by which whoever was told so much goes on. */
    WatchCreateRequest resumed() {
        return request.toBuilder().setStartRevision(told + 1).build();
    }

    /** Takes what the subject told; returns what is wrong with it. */
    Optional<String> hear(WatchResponse response) {
        if (ended) {
            return Optional.of("told something after its end");
        }
        long revision = response.getHeader().getRevision();
        if (response.getCanceled()) {
            ended = true;
            long compacted = response.getCompactRevision();
            return compacted == history.compacted() && told + 1 < compacted
                    ? Optional.empty()
                    : Optional.of("ended by a compaction at " + compacted + " when told up to " + told);
        }
        if (revision > history.revision() || revision < told) {
            return Optional.of("a header at " + revision + " when told up to " + told);
        }
        if (response.getEventsCount() == 0) {
            return request.getStartRevision() > revision
                    ? Optional.of("told of progress before its start revision")
                    : becomeTold(revision);
        }
        long last = response.getEvents(response.getEventsCount() - 1).getKv().getModRevision();
        Optional<String> difference = difference(wanted(last), response.getEventsList());
        told = Math.max(told, last);
        return difference.isPresent() ? difference : becomeTold(revision);
    }

    /** Whether there is something that it was not told of yet, or a compaction that it was not ended by. */
    boolean isMissing() {
        return told + 1 < history.compacted()
                || wanted(history.revision()).stream().anyMatch(wanted -> !wanted.optional);
    }

    /** Everything up to {@code revision} should have been told; says what was not. */
    Optional<String> becomeTold(long revision) {
        List<Wanted> missing =
                wanted(revision).stream().filter(wanted -> !wanted.optional).toList();
        told = Math.max(told, revision);
        return missing.isEmpty() ? Optional.empty() : Optional.of("never told of " + missing);
    }

    /** Whether it starts in the future: then it is never told of progress. */
    boolean isInFuture() {
        return request.getStartRevision() > history.revision();
    }

    /**
     * An event to be told.
     *
     * @param optional a compaction at this very revision kept only the last change of each key
     * @param previousOptional a compaction took the state before the event, now or before it was told
     */
    private record Wanted(Event event, boolean optional, boolean previousOptional) {
        boolean isMetBy(Event actual) {
            return actual.equals(event)
                    || (previousOptional
                            && actual.equals(event.toBuilder().clearPrevKv().build()));
        }

        @Override
        public String toString() {
            return event.getType() + " " + event.getKv().getKey().toStringUtf8() + " at "
                    + event.getKv().getModRevision();
        }
    }

    /** What is to be told next, up to and including {@code last}. */
    private List<Wanted> wanted(long last) {
        List<Wanted> wanted = new ArrayList<>();
        for (long main = told + 1; main <= Math.min(last, history.revision()); main++) {
            List<Event> changes = history.changesOf(main);
            Map<ByteString, Event> newest = new HashMap<>();
            changes.forEach(change -> newest.put(change.getKv().getKey(), change));
            for (Event change : changes) {
                if (isWanted(change)) {
                    boolean superseded =
                            !change.equals(newest.get(change.getKv().getKey()));
                    wanted.add(new Wanted(
                            withPrevious(change, main),
                            superseded && main <= history.compacted(),
                            main - 1 < history.compacted()));
                }
            }
        }
        return wanted;
    }

    private boolean isWanted(Event change) {
        FilterType unwanted = change.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
        return ReferenceHistory.isIn(
                        request.getKey(), request.getRangeEnd(), change.getKv().getKey())
                && !request.getFiltersList().contains(unwanted);
    }

    /** The state before is that of the revision before, whatever the revision itself did to the key earlier. */
    private Event withPrevious(Event change, long main) {
        KeyValue before = history.at(main - 1).get(change.getKv().getKey());
        boolean creates =
                change.getType() == Event.EventType.PUT && change.getKv().getCreateRevision() == main;
        return request.getPrevKv() && before != null && !creates
                ? change.toBuilder().setPrevKv(before).build()
                : change;
    }

    private static Optional<String> difference(List<Wanted> expected, List<Event> actual) {
        int next = 0;
        for (Wanted wanted : expected) {
            if (next < actual.size() && wanted.isMetBy(actual.get(next))) {
                next++;
            } else if (!wanted.optional) {
                return Optional.of("expected " + expected + "\n    but was  " + actual);
            }
        }
        return next == actual.size()
                ? Optional.empty()
                : Optional.of("expected only " + expected + "\n    but was  " + actual);
    }
}
