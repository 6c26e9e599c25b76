package io.fairlead.server.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.pb.raftpb.Entry;
import io.fairlead.server.pb.raftpb.EntryType;
import io.fairlead.server.pb.raftpb.Message;
import io.fairlead.server.pb.raftpb.MessageType;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
    @Test
    void decode_gapInEntries_isMalformed() {
        assertMalformed(append().addEntries(entry(1, 3)), "can't follow");
    }

    @Test
    void decode_termsGoBack_isMalformed() {
        assertMalformed(append().setLogTerm(4).addEntries(entry(3, 2)), "can't follow");
    }

    @Test
    void decode_entryOfUnknownKind_isMalformed() {
        assertMalformed(append().addEntries(entry(1, 2).setType(EntryType.EntryConfChangeV2)), "EntryConfChangeV2");
    }

    @Test
    void decode_contextThatIsNoNumber_isMalformed() {
        assertMalformed(
                Message.newBuilder().setType(MessageType.MsgHeartbeat).setContext(ByteString.copyFromUtf8("abc")),
                "3 bytes");
    }

    @Test
    void decode_messageThatNobodySends_isMalformed() {
        assertMalformed(Message.newBuilder().setType(MessageType.MsgHup), "MsgHup");
    }

    @Test
    void encode_factAboutALink_neverLeaves() {
        assertThatThrownBy(() -> PeerCodec.encode(new io.fairlead.server.raft.model.Message.PeerUnreachable(1, 2)))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void encode_entryData_isShared() {
        Bytes whole = Bytes.utf8("a long value");
        Bytes part = whole.slice(2, 6);
        var append = new io.fairlead.server.raft.model.Message.AppendRequest(
                1,
                2,
                1,
                new LogSlice(EntryId.ZERO, List.of(io.fairlead.server.raft.model.Entry.normal(1, 1, part))),
                0);
        Message encoded = PeerCodec.encode(append);
        whole.unsafeArray()[2] = 'X';
        assertThat(encoded.getEntries(0).getData().toStringUtf8()).startsWith("X");
    }

    private static Message.Builder append() {
        return Message.newBuilder().setType(MessageType.MsgApp).setLogTerm(1).setIndex(1);
    }

    private static Entry.Builder entry(long term, long index) {
        return Entry.newBuilder().setTerm(term).setIndex(index);
    }

    private static void assertMalformed(Message.Builder message, String why) {
        assertThatThrownBy(() -> PeerCodec.decode(message.build()))
                .isInstanceOf(PeerCodec.MalformedMessage.class)
                .hasMessageContaining(why);
    }
}
