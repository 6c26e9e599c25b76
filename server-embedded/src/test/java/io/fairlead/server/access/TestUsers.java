package io.fairlead.server.access;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.server.auth.AuthStore;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.util.List;
import java.util.Optional;

/** Users and roles made as the log would make them: root, and one user with what a test grants it. */
final class TestUsers {
    static final String USER = "u";
    private static final ByteString NUL = ByteString.copyFrom(new byte[1]);

    private TestUsers() {}

    /** The view with authentication on, and {@link #USER} holding what {@code needs} ask for, as far as it is about keys. */
    static AuthView holding(List<Need> needs, String... roles) {
        AuthStore store = new AuthStore(TestProofs.proofs().tokens());
        Batch batch = new MemoryBackend(new FileOwner(1, 2)).begin();
        must(store.addUser("root", ByteString.EMPTY, UserAddOptions.getDefaultInstance(), batch));
        must(store.grantRole("root", "root", batch));
        must(store.addUser(USER, ByteString.EMPTY, UserAddOptions.getDefaultInstance(), batch));
        int count = 0;
        for (Need need : needs) {
            if (need instanceof Need.Read read) {
                grant(store, "r" + count++, permission(Permission.Type.READ, read.span()), batch);
            } else if (need instanceof Need.Write write) {
                grant(store, "r" + count++, permission(Permission.Type.WRITE, write.span()), batch);
            }
        }
        for (String role : roles) {
            must(store.addRole(role, batch));
            must(store.grantRole(USER, role, batch));
        }
        must(store.enable(batch));
        store.publish();
        return store.view();
    }

    private static void grant(AuthStore store, String role, Permission permission, Batch batch) {
        must(store.addRole(role, batch));
        must(store.grantPermission(role, Optional.of(permission), batch));
        must(store.grantRole(USER, role, batch));
    }

    static Permission permission(Permission.Type type, KeySpan span) {
        ByteString end = span.single()
                ? ByteString.EMPTY
                : span.to().map(TestUsers::bytes).orElse(NUL);
        return Permission.newBuilder()
                .setPermType(type)
                .setKey(bytes(span.from()))
                .setRangeEnd(end)
                .build();
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static void must(Optional<?> refusal) {
        if (refusal.isPresent()) {
            throw new IllegalStateException("refused: " + refusal.get());
        }
    }
}
