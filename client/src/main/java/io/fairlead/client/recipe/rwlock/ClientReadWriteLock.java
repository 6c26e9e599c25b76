package io.fairlead.client.recipe.rwlock;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.ReadWriteLock;
import io.fairlead.api.concurrency.Session;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Rule;
import io.fairlead.client.recipe.lock.ClientLock;

/** A reader waits for the newest writer before it, a writer for the newest of all before it. */
public final class ClientReadWriteLock implements ReadWriteLock {
    private final String name;
    private final DistributedLock readLock;
    private final DistributedLock writeLock;

    public ClientReadWriteLock(LineTools tools, Session session, String name) {
        this.name = name;
        this.readLock = new ClientLock(name, new Line(tools, session, reading(name)));
        this.writeLock = new ClientLock(name, new Line(tools, session, writing(name)));
    }

    /** Whom a reader waits for. */
    static Rule reading(String name) {
        return new Rule.OneByOne(Bytes.utf8(name + "/read/"), KeyRange.prefix(name + "/write/"));
    }

    /** Whom a writer waits for. */
    static Rule writing(String name) {
        return new Rule.OneByOne(Bytes.utf8(name + "/write/"), KeyRange.prefix(name + "/"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DistributedLock readLock() {
        return readLock;
    }

    @Override
    public DistributedLock writeLock() {
        return writeLock;
    }
}
