package io.fairlead.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.pb.etcdserverpb.InternalRaftRequest;
import io.fairlead.server.pb.etcdserverpb.RequestHeader;
import io.fairlead.server.pb.membershippb.ClusterVersionSetRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandCodecTest {
    private static final PutRequest PUT = PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("k"))
            .setValue(ByteString.copyFromUtf8("v"))
            .build();

    @Test
    void encode_put_sameBytesAsTheGeneratedMessage() {
        InternalRaftRequest expected = InternalRaftRequest.newBuilder()
                .setPut(PUT)
                .setHeader(RequestHeader.newBuilder().setID(-7L))
                .build();

        assertThat(CommandCodec.encode(-7L, CommandKind.PUT, PUT, Requester.NONE)
                        .toByteArray())
                .isEqualTo(expected.toByteArray());
    }

    @Test
    void encode_fieldAboveTheHeader_sameBytesAsTheGeneratedMessage() {
        ClusterVersionSetRequest version =
                ClusterVersionSetRequest.newBuilder().setVer("3.5.0").build();
        InternalRaftRequest expected = InternalRaftRequest.newBuilder()
                .setClusterVersionSet(version)
                .setHeader(RequestHeader.newBuilder().setID(300))
                .build();

        assertThat(CommandCodec.encode(300, CommandKind.CLUSTER_VERSION_SET, version, Requester.NONE)
                        .toByteArray())
                .isEqualTo(expected.toByteArray());
    }

    @Test
    void encode_onBehalfOfAUser_sameBytesAsTheGeneratedMessage() {
        InternalRaftRequest expected = InternalRaftRequest.newBuilder()
                .setPut(PUT)
                .setHeader(
                        RequestHeader.newBuilder().setID(7).setUsername("zoë").setAuthRevision(12))
                .build();

        assertThat(CommandCodec.encode(7, CommandKind.PUT, PUT, new Requester("zoë", 12))
                        .toByteArray())
                .isEqualTo(expected.toByteArray());
    }

    @Test
    void decode_aUserInTheHeader_isTheRequester() {
        Command command = CommandCodec.decode(CommandCodec.encode(9, CommandKind.PUT, PUT, new Requester("u", 3)));

        assertThat(command.requester()).isEqualTo(new Requester("u", 3));
    }

    @Test
    void encode_forTheMemberItself_isOurMistake() {
        assertThatThrownBy(() -> CommandCodec.encode(9, CommandKind.PUT, PUT, Requester.MEMBER))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void decode_whatWasEncoded_givesItBack() {
        Command command = CommandCodec.decode(CommandCodec.encode(9, CommandKind.PUT, PUT, Requester.NONE));

        assertThat(command).isEqualTo(new Command(9, CommandKind.PUT, PUT, Requester.NONE));
    }

    @ParameterizedTest
    @EnumSource(CommandKind.class)
    void kind_everyOne_isAFieldOfTheLogMessage(CommandKind kind) {
        assertThat(InternalRaftRequest.getDescriptor().findFieldByNumber(kind.fieldNumber()))
                .isNotNull();
    }

    @Test
    void decode_requestOfALaterRelease_isRefused() {
        InternalRaftRequest unknown = InternalRaftRequest.newBuilder()
                .setHeader(RequestHeader.newBuilder().setID(1))
                .setRange(RangeRequest.newBuilder().setLimit(5))
                .build();

        assertThatThrownBy(() -> CommandCodec.decode(Bytes.unsafeWrap(unknown.toByteArray())))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("range");
    }

    @Test
    void decode_noise_isRefused() {
        assertThatThrownBy(() -> CommandCodec.decode(Bytes.of(0xFF, 0xFF, 0xFF)))
                .isInstanceOf(UnknownCommandException.class);
    }
}
