package io.fairlead.server.tls;

import io.fairlead.api.pem.Der;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate as it is to be signed: X.509 version 3, RFC 5280.
 *
 * @param hosts names and addresses that it is for
 * @param authority whether others may be signed with it
 */
public record CertificateForm(
        BigInteger serial, X500Principal subject, Instant from, Instant until, List<String> hosts, boolean authority) {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectIdentifier("1.2.840.10045.4.3.2"));

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private static final int DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT = 0xa0;
    private static final int SIGNS_CERTIFICATES_AND_LISTS = 0x86;

    public CertificateForm {
        hosts = List.copyOf(hosts);
    }

    /**
     * Signs it with SHA-256 and a key on a curve.
     *
     * @return its DER
     * @throws GeneralSecurityException if {@code issuerKey} is no key on a curve
     */
    public byte[] signed(PublicKey subjectKey, X500Principal issuer, PrivateKey issuerKey)
            throws GeneralSecurityException {
        byte[] content = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(serial),
                ECDSA_WITH_SHA256,
                issuer.getEncoded(),
                Der.sequence(Der.time(from), Der.time(until)),
                subject.getEncoded(),
                subjectKey.getEncoded(),
                Der.tagged(0xa3, extensions()));
        return signed(content, issuerKey);
    }

    /** What X.509 puts around content that is signed: the content, the algorithm, the signature. */
    public static byte[] signed(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign(), 0));
    }

    private byte[] extensions() {
        List<byte[]> all = new ArrayList<>();
        all.add(critical("2.5.29.19", authority ? Der.sequence(Der.yes()) : Der.sequence()));
        int usage = authority ? SIGNS_CERTIFICATES_AND_LISTS : DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT;
        all.add(critical("2.5.29.15", Der.bits(new byte[] {(byte) usage}, Integer.numberOfTrailingZeros(usage))));
        if (!authority) {
            byte[] serves = Der.objectIdentifier("1.3.6.1.5.5.7.3.1");
            byte[] calls = Der.objectIdentifier("1.3.6.1.5.5.7.3.2");
            all.add(extension("2.5.29.37", Der.sequence(serves, calls)));
        }
        if (!hosts.isEmpty()) {
            all.add(extension(
                    "2.5.29.17",
                    Der.sequence(
                            hosts.stream().map(CertificateForm::generalName).toArray(byte[][]::new))));
        }
        return Der.sequence(all.toArray(byte[][]::new));
    }

    private static byte[] critical(String identifier, byte[] value) {
        return Der.sequence(Der.objectIdentifier(identifier), Der.yes(), Der.octets(value));
    }

    private static byte[] extension(String identifier, byte[] value) {
        return Der.sequence(Der.objectIdentifier(identifier), Der.octets(value));
    }

    private static byte[] generalName(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.tagged(0x87, InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither a name nor an address: " + host, e);
        }
    }
}
