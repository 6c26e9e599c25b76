package io.fairlead.server.tls;

import io.fairlead.api.pem.Der;
import io.fairlead.api.pem.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Makes certificates and revocation lists in a directory. */
public final class TestAuthority {
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2120-01-01T00:00:00Z");

    private final Path dir;
    private final X500Principal name;
    private final KeyPair keys = keys();
    private final byte[] certificate;
    private long lastSerial;

    public TestAuthority(Path dir, String name) {
        this.dir = dir;
        this.name = new X500Principal("CN=" + name);
        CertificateForm form = new CertificateForm(BigInteger.ONE, this.name, FROM, UNTIL, List.of(), true);
        this.certificate = signed(form, keys);
        write(name + ".pem", Pem.text("CERTIFICATE", certificate));
        lastSerial = 1000 * Math.abs((long) name.hashCode());
    }

    /** Its own certificate, in PEM. */
    public String pem() {
        return Pem.text("CERTIFICATE", certificate);
    }

    /** Writes {@code FILE.pem} and {@code FILE-key.pem}, each in one step. Returns the serial number. */
    public BigInteger issue(String file, String commonName, String... hosts) {
        KeyPair subject = keys();
        BigInteger serial = BigInteger.valueOf(++lastSerial);
        CertificateForm form =
                new CertificateForm(serial, new X500Principal("CN=" + commonName), FROM, UNTIL, List.of(hosts), false);
        write(file + "-key.pem", Pem.text("PRIVATE KEY", subject.getPrivate().getEncoded()));
        write(file + ".pem", Pem.text("CERTIFICATE", signed(form, subject)));
        return serial;
    }

    /** Writes a list of the certificates with these numbers. */
    public void revoke(String file, BigInteger... serials) throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.objectIdentifier("1.2.840.10045.4.3.2"));
        byte[] revoked = Der.sequence(Stream.of(serials)
                .map(serial -> Der.sequence(Der.integer(serial), Der.time(FROM)))
                .toArray(byte[][]::new));
        byte[] list = serials.length == 0
                ? Der.sequence(
                        Der.integer(BigInteger.ONE), algorithm, name.getEncoded(), Der.time(FROM), Der.time(UNTIL))
                : Der.sequence(
                        Der.integer(BigInteger.ONE),
                        algorithm,
                        name.getEncoded(),
                        Der.time(FROM),
                        Der.time(UNTIL),
                        revoked);
        write(file, Pem.text("X509 CRL", CertificateForm.signed(list, keys.getPrivate())));
    }

    /** Puts a whole file in the place of another. */
    public void write(String file, String text) {
        try {
            Path next = Files.writeString(dir.resolve(file + ".next"), text);
            var unused = Files.move(next, dir.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] signed(CertificateForm form, KeyPair subject) {
        try {
            return form.signed(subject.getPublic(), name, keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
