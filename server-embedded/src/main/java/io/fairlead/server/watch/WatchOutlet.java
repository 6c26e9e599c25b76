package io.fairlead.server.watch;

import io.fairlead.api.error.EtcdError;

/** Where the replies of one stream go. The watch loop calls these; none may block. */
public interface WatchOutlet {
    /**
     * Whether events may be put in. An outlet that once said no calls {@link WatchStream#roomAgain()} when it would say yes
     * again; until then its stream's watchers hold a revision and no memory.
     */
    boolean hasRoom();

    /** Takes a reply; never refuses, since the answer to a request has to go somewhere. */
    void take(WatchReply reply);

    /** The loop's turn is over: what was taken may go out now. */
    void flush();

    /** A request of the stream has been dealt with, so that the next one may come. */
    default void requestDone() {}

    /** The stream is over, for a reason on this member; may be said twice. Nothing follows. */
    void end(EtcdError why);
}
