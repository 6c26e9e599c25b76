package io.fairlead.server.membership;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replicated membership: what the log said of members, kept in the backend's buckets under etcd's keys.
 *
 * <p>Written by the apply loop alone, one batch at a time; {@link #view()} may be read by anyone and changes only when the
 * batch that holds the change has been sealed.
 */
public final class MembershipStore {
    private static final Bytes CLUSTER_VERSION = Bytes.utf8("clusterVersion");
    private static final Bytes DOWNGRADE = Bytes.utf8("downgrade");
    private static final Bytes REMOVED = Bytes.utf8("removed");

    private final int learnersMax;

    /** With the changes of the batch under way. */
    private Membership working = Membership.EMPTY;

    private volatile Membership view = Membership.EMPTY;

    private Downgrade workingDowngrade = Downgrade.NONE;
    private volatile Downgrade downgrade = Downgrade.NONE;

    public MembershipStore(int learnersMax) {
        this.learnersMax = learnersMax;
    }

    /** The membership as of the last sealed batch. Any thread. */
    public Membership view() {
        return view;
    }

    /** The downgrade as of the last sealed batch. Any thread. */
    public Downgrade downgrade() {
        return downgrade;
    }

    /** The membership with the changes of the batch under way. Apply loop. */
    public Membership working() {
        return working;
    }

    /** Puts the members that a new cluster is made of into a state that knows none. */
    public static void writeFounders(List<Member> founders, Batch batch) {
        founders.forEach(member -> batch.put(Bucket.MEMBERS, key(member.id()), MemberJson.encode(member)));
    }

    /** Takes over what the backend holds, at start and after a snapshot was installed. */
    public void load(Backend backend) {
        List<Member> members = new ArrayList<>();
        backend.scan(Bucket.MEMBERS, (key, value) -> members.add(MemberJson.decode(value)));
        List<Long> removed = new ArrayList<>();
        backend.scan(Bucket.MEMBERS_REMOVED, (key, value) -> removed.add(Long.parseUnsignedLong(key.toUtf8(), 16)));
        String version =
                backend.get(Bucket.CLUSTER, CLUSTER_VERSION).map(Bytes::toUtf8).orElse("");
        working = Membership.of(members, removed, version);
        workingDowngrade =
                backend.get(Bucket.CLUSTER, DOWNGRADE).map(Downgrade::decode).orElse(Downgrade.NONE);
        publish();
    }

    /**
     * Carries out a conf change, if it is valid on the membership as it is now. All members decide alike.
     *
     * @return the change as it happened, or why it did not
     */
    public Answer<MemberChange> apply(ConfChange change, Batch batch) {
        return switch (change.type()) {
            case ADD_NODE, ADD_LEARNER_NODE -> add(change, batch);
            case REMOVE_NODE -> remove(change.nodeId(), batch);
            case UPDATE_NODE -> update(change, batch);
        };
    }

    /** Sets what a member says of itself once it runs; does nothing if it has been removed meanwhile. */
    public void setAttributes(long id, String name, List<String> clientUrls, Batch batch) {
        working.find(id).ifPresent(now -> save(new Member(id, name, now.peerUrls(), clientUrls, now.learner()), batch));
    }

    public void setClusterVersion(String version, Batch batch) {
        batch.put(Bucket.CLUSTER, CLUSTER_VERSION, Bytes.utf8(version));
        working = working.withClusterVersion(version);
    }

    public void setDowngrade(Downgrade set, Batch batch) {
        batch.put(Bucket.CLUSTER, DOWNGRADE, set.encode());
        workingDowngrade = set;
    }

    /** The batch with the changes has been sealed: readers may see them. */
    public void publish() {
        view = working;
        downgrade = workingDowngrade;
    }

    private Answer<MemberChange> add(ConfChange change, Batch batch) {
        MemberJson.Context context = MemberJson.decodeContext(change.context());
        if (context.promote()) {
            return promote(change.nodeId(), batch);
        }
        Member member = context.member();
        Optional<EtcdError> invalid = MemberRules.validAddition(working, member, learnersMax);
        return invalid.isPresent() ? Answer.refused(invalid.get()) : saved(member, batch);
    }

    private Answer<MemberChange> promote(long id, Batch batch) {
        Optional<Member> learner = working.find(id);
        if (learner.isEmpty()) {
            return Answer.refused(EtcdError.MEMBER_NOT_FOUND);
        }
        if (!learner.get().learner()) {
            return Answer.refused(EtcdError.MEMBER_NOT_LEARNER);
        }
        Member now = learner.get();
        return saved(new Member(id, now.name(), now.peerUrls(), now.clientUrls(), false), batch);
    }

    private Answer<MemberChange> update(ConfChange change, Batch batch) {
        Member asked = MemberJson.decode(change.context());
        Optional<EtcdError> invalid = MemberRules.validUpdate(working, asked);
        if (invalid.isPresent()) {
            return Answer.refused(invalid.get());
        }
        Member now = working.find(asked.id()).orElseThrow();
        // A learner stays one: an update says where a member is, never what it is (etcd 3.5 forgot, later releases mend
        // it).
        return saved(new Member(now.id(), now.name(), asked.peerUrls(), now.clientUrls(), now.learner()), batch);
    }

    private Answer<MemberChange> remove(long id, Batch batch) {
        Optional<EtcdError> invalid = MemberRules.validRemoval(working, id);
        if (invalid.isPresent()) {
            return Answer.refused(invalid.get());
        }
        Member gone = working.find(id).orElseThrow();
        batch.remove(Bucket.MEMBERS, key(id));
        batch.put(Bucket.MEMBERS_REMOVED, key(id), REMOVED);
        working = working.without(id);
        return Answer.ok(new MemberChange(gone, working.all()));
    }

    private Answer<MemberChange> saved(Member member, Batch batch) {
        save(member, batch);
        return Answer.ok(new MemberChange(member, working.all()));
    }

    private void save(Member member, Batch batch) {
        batch.put(Bucket.MEMBERS, key(member.id()), MemberJson.encode(member));
        working = working.with(member);
    }

    private static Bytes key(long id) {
        return Bytes.utf8(MemberIds.toText(id));
    }
}
