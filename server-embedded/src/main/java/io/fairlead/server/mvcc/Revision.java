package io.fairlead.server.mvcc;

/** The store's clock: one main revision a transaction, one sub revision a change in it. */
public record Revision(long main, int sub) implements Comparable<Revision> {
    @Override
    public int compareTo(Revision other) {
        int order = Long.compare(main, other.main);
        return order != 0 ? order : Integer.compare(sub, other.sub);
    }
}
