package io.fairlead.server.model;

import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds what watchers are told against what they have to be told. Watchers have the numbers of the order they came in. */
final class WatchJudge {
    private final ReferenceHistory history;
    private final Subject subject;
    private final TreeMap<Integer, ReferenceWatcher> watchers = new TreeMap<>();
    private int opened;
    private int progressTold;

    WatchJudge(ReferenceHistory history, Subject subject) {
        this.history = history;
        this.subject = subject;
    }

    /** Opens a watcher, or has it refused. */
    Optional<String> watch(WatchCreateRequest request) {
        int number = opened++;
        WatchResponse created = subject.watch(number, request);
        Optional<String> refusal = ReferenceWatcher.refusal(request);
        if (refusal.isEmpty()) {
            watchers.put(number, new ReferenceWatcher(history, request));
        }
        boolean asItShould = created.getCreated()
                && created.getCanceled() == refusal.isPresent()
                && created.getCancelReason().equals(refusal.orElse(""))
                && created.getHeader().getRevision() == history.revision();
        return asItShould ? Optional.empty() : Optional.of("a watcher is answered by " + created);
    }

    /** Cancels a watcher, if there is one of that number. */
    Optional<String> cancel(int number) {
        Optional<String> fault = listen();
        ReferenceWatcher watcher = watchers.remove(number);
        if (fault.isPresent() || watcher == null) {
            return fault;
        }
        subject.cancel(number);
        return Optional.empty();
    }

    /** Asks for progress of a watcher's stream, and judges whether it is told when it should be. */
    Optional<String> askProgress(int number) {
        Optional<String> fault = listen();
        if (fault.isPresent()) {
            return fault;
        }
        int stream = Subject.streamOf(number);
        int before = progressTold;
        subject.requestProgress(stream);
        fault = listen();
        if (fault.isPresent() || !subject.isUpToDate(stream)) {
            return fault;
        }
        List<ReferenceWatcher> alive = of(stream).stream()
                .map(Map.Entry::getValue)
                .filter(watcher -> !watcher.isEnded())
                .toList();
        boolean due = !alive.isEmpty() && alive.stream().noneMatch(ReferenceWatcher::isInFuture);
        boolean more = due;
        while (more && progressTold == before) {
            more = subject.awaitMore(stream);
            fault = hearAll();
            if (fault.isPresent()) {
                return fault;
            }
        }
        int told = progressTold - before;
        return told == (due ? 1 : 0) ? Optional.empty() : Optional.of("progress was told " + told + " times");
    }

    /** Takes all that was told since the last time, and waits for what has to be told by now. */
    Optional<String> listen() {
        Optional<String> fault = hearAll();
        for (int stream = 0; stream < Subject.STREAMS && fault.isEmpty(); stream++) {
            if (subject.isUpToDate(stream)) {
                fault = complete(stream);
            }
        }
        return fault;
    }

    private Optional<String> hearAll() {
        for (Subject.Told told : subject.told()) {
            Optional<String> fault = hear(told);
            if (fault.isPresent()) {
                return fault.map(what -> what + "\n    by " + told);
            }
        }
        return Optional.empty();
    }

    private Optional<String> complete(int stream) {
        for (Map.Entry<Integer, ReferenceWatcher> entry : of(stream)) {
            ReferenceWatcher watcher = entry.getValue();
            while (!watcher.isEnded() && watcher.isMissing() && subject.awaitMore(stream)) {
                Optional<String> fault = hearAll();
                if (fault.isPresent()) {
                    return fault;
                }
            }
            if (!watcher.isEnded()) {
                Optional<String> fault = watcher.becomeTold(history.revision());
                if (fault.isPresent()) {
                    return fault.map(what -> "watcher " + entry.getKey() + ": " + what);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> hear(Subject.Told told) {
        if (told.watcher() != Subject.Told.WHOLE_STREAM) {
            ReferenceWatcher watcher = watchers.get(told.watcher());
            return watcher == null ? Optional.of("nobody watches") : watcher.hear(told.response());
        }
        progressTold++;
        for (Map.Entry<Integer, ReferenceWatcher> entry : of(told.stream())) {
            if (!entry.getValue().isEnded()) {
                Optional<String> fault = entry.getValue().hear(told.response());
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private List<Map.Entry<Integer, ReferenceWatcher>> of(int stream) {
        return watchers.entrySet().stream()
                .filter(entry -> Subject.streamOf(entry.getKey()) == stream)
                .toList();
    }

    /** Watchers whose stream broke come back and go on after what they were told last. */
    void resume() {
        for (int stream : subject.broken()) {
            for (Map.Entry<Integer, ReferenceWatcher> entry : of(stream)) {
                if (entry.getValue().isEnded()) {
                    watchers.remove(entry.getKey());
                } else {
                    WatchCreateRequest request = entry.getValue().resumed();
                    watchers.put(entry.getKey(), new ReferenceWatcher(history, request));
                    subject.watch(entry.getKey(), request);
                }
            }
        }
    }
}
