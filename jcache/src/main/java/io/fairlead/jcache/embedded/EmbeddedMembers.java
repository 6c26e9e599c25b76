package io.fairlead.jcache.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;

/** The members that run in this JVM for its caches. Safe to share between threads. */
public final class EmbeddedMembers {
    private static final String SERVER_CLASS = "io.fairlead.server.embed.FairleadServer";

    /**
     * The one thing of this provider that belongs to the JVM and not to a provider, of which javax.cache makes one for each
     * class loader: a data directory can be used by one member only.
     */
    private static final EmbeddedMembers OF_THIS_JVM = new EmbeddedMembers(EmbeddedMembers.class.getClassLoader());

    private final ClassLoader servers;

    /** By the data directory; the member that has a temporary one has the key empty. */
    private final Map<Optional<Path>, Shared> running = new HashMap<>();

    /** @param servers where the server is looked for */
    EmbeddedMembers(ClassLoader servers) {
        this.servers = servers;
    }

    /** Those of this JVM. */
    public static EmbeddedMembers ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * The member with this data, which is started if it does not run, and runs until all who joined it have left.
     *
     * @param data its directory, made where it is missing; empty for a temporary one
     * @throws CacheException if the jar of the server is missing, or the member does not start; the message says why
     */
    public synchronized EmbeddedMember join(Optional<Path> data) {
        requireServer();
        Optional<Path> key = data.map(path -> path.toAbsolutePath().normalize());
        Shared shared = running.get(key);
        if (shared == null || shared.member.hasEnded()) {
            shared = new Shared(key, RunningMember.start(key));
            running.put(key, shared);
        }
        shared.holds++;
        return new EmbeddedMember(this, shared);
    }

    synchronized void leave(Shared shared) {
        shared.holds--;
        if (shared.holds == 0) {
            running.remove(shared.key, shared);
            shared.member.stop();
        }
    }

    private void requireServer() {
        try {
            Class<?> unusedServer = Class.forName(SERVER_CLASS, false, servers);
        } catch (ClassNotFoundException e) {
            throw new CacheException(
                    "fairlead:embedded needs the jar io.fairlead:fairlead-server-embedded, which is not on the class"
                            + " path; add it, or name a cluster: fairlead://HOST:PORT",
                    e);
        }
    }

    /** A member, and how many hold on to it. */
    static final class Shared {
        private final Optional<Path> key;
        private final RunningMember member;

        /** Guarded by the members. */
        private int holds;

        private Shared(Optional<Path> key, RunningMember member) {
            this.key = key;
            this.member = member;
        }

        String endpoint() {
            return member.endpoint();
        }
    }
}
