package io.fairlead.server.watch;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import org.jspecify.annotations.Nullable;

/**
 * One watcher on a stream of its own, for rooms of this member. Its receiver keeps up by contract, so it has all the room it
 * wants. Closing it is safe from any thread and any number of times; what was on its way may still be told.
 */
public final class InnerWatch implements AutoCloseable {
    private final @Nullable WatchStream stream;

    private InnerWatch(@Nullable WatchStream stream) {
        this.stream = stream;
    }

    static InnerWatch open(WatchLoop loop, WatchSpec spec, WatchReceiver receiver) {
        spec.fault().ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        Answer<WatchStream> opened = loop.open(new Told(receiver), WatchPermit.ALL, 0);
        if (opened instanceof Answer.Refused<WatchStream> refused) {
            receiver.ended(refused.error(), 0);
            return new InnerWatch(null);
        }
        WatchStream stream = ((Answer.Ok<WatchStream>) opened).value();
        stream.create(spec);
        return new InnerWatch(stream);
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }

    /** Turns replies into calls of the receiver. Watch loop. */
    private static final class Told implements WatchOutlet {
        private final WatchReceiver receiver;
        private boolean over;

        Told(WatchReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void take(WatchReply reply) {
            switch (reply.kind()) {
                case EVENTS -> receiver.events(reply.revision(), reply.events());
                case CANCELED -> over(EtcdError.COMPACTED, reply.compactRevision());
                case REFUSED -> over(EtcdError.TOO_MANY_REQUESTS, 0);
                case CREATED, PROGRESS -> {}
            }
        }

        @Override
        public void flush() {}

        @Override
        public void end(EtcdError why) {
            over(why, 0);
        }

        private void over(EtcdError why, long compactRevision) {
            if (!over) {
                over = true;
                receiver.ended(why, compactRevision);
            }
        }
    }
}
