package io.fairlead.server.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * Which acknowledgements are worth a look at the disk: the first of a life and of a term, when what was in flight may have been
 * replaced; those after a file got another name, when the log goes on in a new segment, or found no space; and one in some of all others.
 */
final class AcknowledgementSample {
    private static final int OTHERS_PER_LOOK = 200;

    private final Map<Long, Sender> senders = new HashMap<>();
    private int all;

    private static final class Sender {
        private int life;
        private long term;
        private long renames;
        private long refusals;

        /** Acknowledgements since one of the above changed. */
        private int since;
    }

    boolean isDue(SimMember member, long term) {
        Sender sender = senders.computeIfAbsent(member.id(), id -> new Sender());
        long renames = member.disk().renames();
        long refusals = member.disk().had(DiskFault.NO_SPACE);
        if (sender.life != member.lives()
                || sender.term != term
                || sender.renames != renames
                || sender.refusals != refusals) {
            sender.life = member.lives();
            sender.term = term;
            sender.renames = renames;
            sender.refusals = refusals;
            sender.since = 0;
        }
        sender.since++;
        all++;
        return sender.since == 1 || sender.since == 4 || all % OTHERS_PER_LOOK == 0;
    }
}
