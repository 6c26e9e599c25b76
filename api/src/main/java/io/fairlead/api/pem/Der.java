package io.fairlead.api.pem;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes DER, as much of it as keys and certificates take. Pure functions: each makes one value with its tag and length. */
public final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int SHORT_LENGTH_MAX = 0x7f;

    private static final String REST_OF_TIME = "MMddHHmmss'Z'";
    private static final DateTimeFormatter SHORT_YEAR = DateTimeFormatter.ofPattern("yy" + REST_OF_TIME);
    private static final DateTimeFormatter LONG_YEAR = DateTimeFormatter.ofPattern("yyyy" + REST_OF_TIME);

    /** RFC 5280: a year of two digits is one before this. */
    private static final int LONG_YEARS_FROM = 2050;

    private Der() {}

    public static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, concatenated(parts));
    }

    public static byte[] set(byte[]... parts) {
        return tagged(SET, concatenated(parts));
    }

    public static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    public static byte[] octets(byte[] content) {
        return tagged(OCTET_STRING, content);
    }

    /** A bit string; so many of the lowest bits of its last byte don't count. */
    public static byte[] bits(byte[] content, int unusedBits) {
        return tagged(BIT_STRING, concatenated(new byte[] {(byte) unusedBits}, content));
    }

    /** To the second, in the form that certificates have for its year. */
    public static byte[] time(Instant value) {
        ZonedDateTime time = value.atZone(ZoneOffset.UTC);
        boolean longYear = time.getYear() >= LONG_YEARS_FROM;
        String text = (longYear ? LONG_YEAR : SHORT_YEAR).format(time);
        return tagged(longYear ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An identifier in dotted form, such as {@code 2.5.29.17}. */
    public static byte[] objectIdentifier(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    content.write((arc >>> shift & 0x7f) | 0x80);
                }
            }
            content.write(arc & 0x7f);
        }
        return tagged(OBJECT_IDENTIFIER, content.toByteArray());
    }

    public static byte[] yes() {
        return new byte[] {0x01, 0x01, (byte) 0xff};
    }

    /** A value with any tag of one byte. */
    public static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length <= SHORT_LENGTH_MAX) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - from));
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** The first part of what stands in a sequence, with its tag and length. */
    static byte[] firstOf(byte[] sequence) {
        int from = contentStart(sequence, 0);
        int length = contentLength(sequence, from);
        int end = contentStart(sequence, from) + length;
        return Arrays.copyOfRange(sequence, from, end);
    }

    private static int contentStart(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first > SHORT_LENGTH_MAX ? first & 0x7f : 0);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first <= SHORT_LENGTH_MAX) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
