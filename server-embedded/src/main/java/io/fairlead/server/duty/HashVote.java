package io.fairlead.server.duty;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what members report with one member's own hash. Only what must be equal is compared: hashes at the same revision and
 * over the same compacted revision, between members of one cluster. Whoever can't be compared has no part in the vote.
 *
 * <p>Where hashes differ, the members that a majority of the cluster does not agree with are at fault; without such a majority
 * nobody can tell which.
 */
public final class HashVote {
    private final long selfId;
    private final KvHash own;
    private final int members;

    /** Members with equal hashes, this one's first. */
    private final Map<Integer, List<Long>> agreeing = new LinkedHashMap<>();

    /** Members that can't have gone through the same log, whatever their hash. */
    private final Set<Long> astray = new TreeSet<>();

    private int compared = 1;

    /** @param members of the cluster, {@code selfId} and learners among them */
    public HashVote(long selfId, KvHash own, int members) {
        Invariant.check(members > 0, "a vote among no members");
        this.selfId = selfId;
        this.own = own;
        this.members = members;
        agreeing.put(own.hash(), new ArrayList<>(List.of(selfId)));
    }

    /** Takes a member's report in, if it can be compared. */
    public void add(long memberId, HashReport report) {
        report.hash()
                .filter(hash ->
                        hash.revision() == own.revision() && hash.compactedRevision() == own.compactedRevision())
                .ifPresent(hash -> {
                    compared++;
                    agreeing.computeIfAbsent(hash.hash(), any -> new ArrayList<>())
                            .add(memberId);
                });
    }

    /**
     * As {@link #add}, and looks at the member's newest revision, too.
     *
     * @param index by which every member has the revision of the own hash
     * @param revisionMax the newest revision there can be, that of a member which applied all that was committed when the
     *     report had come
     */
    public void add(long memberId, HashReport report, long index, long revisionMax) {
        boolean behind = report.appliedIndex() >= index && report.revision() < own.revision();
        if (behind || report.revision() > revisionMax) {
            compared++;
            astray.add(memberId);
        } else {
            add(memberId, report);
        }
    }

    /** Whether every member was compared. */
    public boolean isWhole() {
        return compared == members;
    }

    /** Those who are at fault; empty where nothing differs, or where nobody can tell who is. Ascending. */
    public Set<Long> suspects() {
        Set<Long> suspects = new TreeSet<>(astray);
        List<Long> majority = majority();
        if (majority.isEmpty()) {
            return Set.of();
        }
        agreeing.values().stream().filter(group -> group != majority).forEach(suspects::addAll);
        return suspects;
    }

    /** Whether what was compared is not all equal. */
    public boolean isSplit() {
        return agreeing.size() > 1 || !astray.isEmpty();
    }

    private List<Long> majority() {
        return agreeing.values().stream()
                .filter(group -> group.size() > members / 2)
                .findFirst()
                .orElse(List.of());
    }

    /** Who has which hash, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("hashes at revision " + own.revision() + ", compacted at "
                + own.compactedRevision() + ", as member " + Long.toHexString(selfId) + " compares them: ");
        agreeing.forEach((hash, group) ->
                text.append(Integer.toUnsignedString(hash)).append(names(group)).append(' '));
        return text.append(astray.isEmpty() ? "" : "other revisions" + names(astray))
                .toString()
                .strip();
    }

    private static List<String> names(Iterable<Long> ids) {
        List<String> names = new ArrayList<>();
        ids.forEach(id -> names.add(Long.toHexString(id)));
        return names;
    }
}
