package io.fairlead.server.membership;

import io.fairlead.server.raft.model.ConfState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members at one applied index: immutable, so it may be read from any thread.
 *
 * <p>Ids of removed members are kept for ever: they must not come back.
 */
public final class Membership {
    /** Nobody yet: a member that joins and has not heard from the leader. */
    public static final Membership EMPTY = new Membership(idMap(), idSet(), "");

    private final SortedMap<Long, Member> members;
    private final SortedSet<Long> removed;
    private final String clusterVersion;

    private Membership(SortedMap<Long, Member> members, SortedSet<Long> removed, String clusterVersion) {
        this.members = Collections.unmodifiableSortedMap(members);
        this.removed = Collections.unmodifiableSortedSet(removed);
        this.clusterVersion = clusterVersion;
    }

    public static Membership of(Collection<Member> members, Collection<Long> removed, String clusterVersion) {
        SortedMap<Long, Member> byId = idMap();
        members.forEach(member -> byId.put(member.id(), member));
        SortedSet<Long> removedIds = idSet();
        removedIds.addAll(removed);
        return new Membership(byId, removedIds, clusterVersion);
    }

    /** In ascending unsigned order of id. */
    public List<Member> all() {
        return List.copyOf(members.values());
    }

    public List<Member> voters() {
        return members.values().stream().filter(member -> !member.learner()).toList();
    }

    public List<Member> learners() {
        return members.values().stream().filter(Member::learner).toList();
    }

    public Optional<Member> find(long id) {
        return Optional.ofNullable(members.get(id));
    }

    public boolean wasRemoved(long id) {
        return removed.contains(id);
    }

    public SortedSet<Long> removedIds() {
        return removed;
    }

    /** Such as {@code 3.5.0}; empty until the first leader has set it. */
    public String clusterVersion() {
        return clusterVersion;
    }

    /** Who votes and who learns. */
    public ConfState confState() {
        return ConfState.of(ids(voters()), ids(learners()));
    }

    /** With {@code member} added, or replaced where its id is there. */
    public Membership with(Member member) {
        SortedMap<Long, Member> changed = idMap();
        changed.putAll(members);
        changed.put(member.id(), member);
        return new Membership(changed, removed, clusterVersion);
    }

    /** Without the member, whose id is remembered as removed. */
    public Membership without(long id) {
        SortedMap<Long, Member> changed = idMap();
        changed.putAll(members);
        changed.remove(id);
        SortedSet<Long> changedRemoved = idSet();
        changedRemoved.addAll(removed);
        changedRemoved.add(id);
        return new Membership(changed, changedRemoved, clusterVersion);
    }

    public Membership withClusterVersion(String version) {
        return new Membership(members, removed, version);
    }

    private static List<Long> ids(List<Member> members) {
        List<Long> ids = new ArrayList<>();
        members.forEach(member -> ids.add(member.id()));
        return ids;
    }

    private static SortedMap<Long, Member> idMap() {
        return new TreeMap<>(Long::compareUnsigned);
    }

    private static SortedSet<Long> idSet() {
        return new TreeSet<>(Long::compareUnsigned);
    }
}
