package io.fairlead.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.Command;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What readers may see while the apply loop goes on between two of their steps. */
class AppliedStateTest {
    private final MemoryBackend backend = new MemoryBackend(new FileOwner(1, 2));
    private final AppliedState state = TightState.over(backend);
    private final CommandApplier commands = new CommandApplier(state);
    private long index;

    @Test
    void reading_rightsChangeMeanwhile_isToBeAskedForAgain() {
        usersAreAskedFor();
        Answer<String> answer = state.permitted(root(), List::of, () -> {
            apply(
                    CommandKind.AUTH_USER_DELETE,
                    AuthUserDeleteRequest.newBuilder().setName("guest").build());
            return Answer.ok("read");
        });
        assertThat(answer).isEqualTo(Answer.refused(EtcdError.AUTH_OLD_REVISION));
    }

    @Test
    void reading_usersBecomeAskedForMeanwhile_isToBeAskedForAgain() {
        addRoot();
        Answer<String> answer = state.permitted(Requester.NONE, List::of, () -> {
            apply(CommandKind.AUTH_ENABLE, AuthEnableRequest.getDefaultInstance());
            return Answer.ok("read");
        });
        assertThat(answer).isEqualTo(Answer.refused(EtcdError.AUTH_OLD_REVISION));
    }

    @Test
    void reading_onlyKeysChangeMeanwhile_isAnswered() {
        usersAreAskedFor();
        Answer<String> answer = state.permitted(root(), List::of, () -> {
            apply(
                    CommandKind.PUT,
                    PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
            return Answer.ok("read");
        });
        assertThat(answer).isEqualTo(Answer.ok("read"));
    }

    @Test
    void reading_diskCantGiveIt_isRefusedAsByAMemberThatStops() {
        Answer<String> answer = state.permitted(Requester.NONE, List::of, () -> {
            throw new UnreadableRecordException("a.seg, offset 64", null);
        });
        assertThat(answer).isEqualTo(Answer.refused(EtcdError.STOPPED));
    }

    private void usersAreAskedFor() {
        addRoot();
        apply(CommandKind.AUTH_USER_ADD, user("guest"));
        apply(CommandKind.AUTH_ENABLE, AuthEnableRequest.getDefaultInstance());
    }

    private void addRoot() {
        apply(CommandKind.AUTH_USER_ADD, user(AuthView.ROOT));
        apply(
                CommandKind.AUTH_USER_GRANT_ROLE,
                AuthUserGrantRoleRequest.newBuilder()
                        .setUser(AuthView.ROOT)
                        .setRole(AuthView.ROOT)
                        .build());
    }

    private static AuthUserAddRequest user(String name) {
        return AuthUserAddRequest.newBuilder()
                .setName(name)
                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                .build();
    }

    private Requester root() {
        return new Requester(AuthView.ROOT, state.auth().revision());
    }

    private void apply(CommandKind kind, MessageLite request) {
        Requester requester = state.auth().enabled() ? root() : Requester.NONE;
        Batch batch = backend.begin();
        assertThat(commands.apply(new Command(1, kind, request, requester), batch))
                .isInstanceOf(Answer.Ok.class);
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        state.publish();
    }
}
