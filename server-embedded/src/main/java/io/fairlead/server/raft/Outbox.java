package io.fairlead.server.raft;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendResponse;
import java.util.ArrayList;
import java.util.List;

/** What a core has to say and has not handed out yet. */
final class Outbox {
    private List<Message> now = new ArrayList<>();
    private List<Message> afterDurable = new ArrayList<>();
    private List<ReadState> readStates = new ArrayList<>();
    private List<RaftEvent> events = new ArrayList<>();

    /** May leave at once. */
    void send(Message message) {
        now.add(message);
    }

    /** May leave once everything that is unstable now is durable. */
    void sendAfterDurable(Message message) {
        afterDurable.add(message);
    }

    /** Like {@link #sendAfterDurable}; an acknowledgement replaces the one before it if it says the same and more. */
    void acknowledge(AppendResponse response) {
        if (!afterDurable.isEmpty()
                && afterDurable.get(afterDurable.size() - 1) instanceof AppendResponse before
                && before.to() == response.to()
                && before.term() == response.term()
                && before.index() <= response.index()) {
            afterDurable.set(afterDurable.size() - 1, response);
        } else {
            afterDurable.add(response);
        }
    }

    void confirmRead(ReadState state) {
        readStates.add(state);
    }

    void event(RaftEvent event) {
        events.add(event);
    }

    boolean isEmpty() {
        return now.isEmpty() && afterDurable.isEmpty() && readStates.isEmpty() && events.isEmpty();
    }

    boolean hasAfterDurable() {
        return !afterDurable.isEmpty();
    }

    /** Nothing is on its way to the disk: what would wait for it may leave at once. */
    void releaseAfterDurable() {
        now.addAll(takeAfterDurable());
    }

    List<Message> takeAfterDurable() {
        List<Message> taken = afterDurable;
        afterDurable = new ArrayList<>();
        return taken;
    }

    List<Message> takeNow() {
        List<Message> taken = now;
        now = new ArrayList<>();
        return taken;
    }

    List<ReadState> takeReadStates() {
        List<ReadState> taken = readStates;
        readStates = new ArrayList<>();
        return taken;
    }

    List<RaftEvent> takeEvents() {
        List<RaftEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
