package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.store.Effect.Removal;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bytes of records: other versions read them, so they do not change. */
class RecordFormTest {
    private static final Envelope LASTING =
            new Envelope(Envelope.ETERNAL, 0x0102030405060708L, Set.of(), Bytes.utf8("v"));
    private static final Envelope PASSING = new Envelope(0x0A, -1, EnumSet.allOf(Envelope.Flag.class), Bytes.empty());

    @Test
    void envelope_asBytes_staysAsItIs() {
        assertEquals("01" + "0102030405060708" + "00" + "76", LASTING.toBytes().toHex());
        assertEquals(
                "01" + "ffffffffffffffff" + "87" + "000000000000000a",
                PASSING.toBytes().toHex());
    }

    @Test
    void envelope_backFromBytes_isTheSame() {
        for (Envelope envelope : List.of(LASTING, PASSING)) {
            assertEquals(envelope, Envelope.parse(envelope.toBytes()));
            assertEquals(OptionalLong.of(envelope.writeId()), RecordForm.writeId(envelope.toBytes()));
        }
    }

    @Test
    void envelope_notOne_isRefused() {
        for (String hex : List.of(
                "", "01", "02" + "0102030405060708" + "00", "01" + "0102030405060708", "01ffffffffffffffff8700")) {
            assertThrows(UnreadableRecordException.class, () -> Envelope.parse(Bytes.fromHex(hex)), hex);
        }
        assertEquals(OptionalLong.empty(), RecordForm.writeId(Bytes.utf8("0123456789")));
    }

    @Test
    void marker_asBytes_staysAsItIs() {
        RemovalMarker marker = new RemovalMarker(1, 2, Removal.REMOVED, List.of(Bytes.utf8("k"), Bytes.empty()));

        assertEquals(
                "01" + "0000000000000001" + "00" + "0000000000000002" + "00000001" + "6b" + "00000000",
                marker.toBytes().toHex());
        for (Removal removal : Removal.values()) {
            RemovalMarker other = new RemovalMarker(1, 2, removal, List.of());
            assertEquals(other, RemovalMarker.parse(other.toBytes()));
        }
        assertEquals(marker, RemovalMarker.parse(marker.toBytes()));
    }

    @Test
    void marker_notOne_isRefused() {
        String head = "01" + "0000000000000001";
        for (String hex : List.of(
                "",
                head,
                head + "03" + "0000000000000002",
                head + "00" + "0000000000000002" + "0000000976",
                head + "00" + "0000000000000002" + "ffffffff")) {
            assertThrows(UnreadableRecordException.class, () -> RemovalMarker.parse(Bytes.fromHex(hex)), hex);
        }
    }

    @Test
    void marker_ofSeveralRemovals_namesTheExpiredOnes() {
        List<Bytes> expired = List.of(Bytes.utf8("e"));

        assertEquals(
                new RemovalMarker(1, 2, Removal.REMOVED, expired),
                RemovalMarker.of(1, 2, expired, List.of(Removal.REMOVED, Removal.REMOVED)));
        assertEquals(new RemovalMarker(1, 2, Removal.EXPIRED, List.of()), RemovalMarker.of(1, 2, expired, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> RemovalMarker.of(1, 2, List.of(), List.of(Removal.REMOVED, Removal.CLEARED)));
    }
}
