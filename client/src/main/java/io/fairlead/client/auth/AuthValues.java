package io.fairlead.client.auth;

import io.fairlead.api.KeyRange;
import io.fairlead.api.auth.Permission;
import io.fairlead.client.call.Wire;
import java.util.ArrayList;
import java.util.List;

/** Permissions between the contract and the wire. */
final class AuthValues {
    private AuthValues() {}

    static io.fairlead.api.pb.authpb.Permission permission(Permission permission) {
        return io.fairlead.api.pb.authpb.Permission.newBuilder()
                .setPermType(
                        switch (permission.kind()) {
                            case READ -> io.fairlead.api.pb.authpb.Permission.Type.READ;
                            case WRITE -> io.fairlead.api.pb.authpb.Permission.Type.WRITE;
                            case READ_WRITE -> io.fairlead.api.pb.authpb.Permission.Type.READWRITE;
                        })
                .setKey(Wire.bytes(permission.range().key()))
                .setRangeEnd(Wire.bytes(permission.range().end()))
                .build();
    }

    /** Kinds that this client does not know are left out. */
    static List<Permission> permissions(List<io.fairlead.api.pb.authpb.Permission> answered) {
        List<Permission> permissions = new ArrayList<>(answered.size());
        for (io.fairlead.api.pb.authpb.Permission permission : answered) {
            KeyRange range = new KeyRange(Wire.bytes(permission.getKey()), Wire.bytes(permission.getRangeEnd()));
            switch (permission.getPermType()) {
                case READ -> permissions.add(Permission.read(range));
                case WRITE -> permissions.add(Permission.write(range));
                case READWRITE -> permissions.add(Permission.readWrite(range));
                case UNRECOGNIZED -> {}
            }
        }
        return permissions;
    }
}
