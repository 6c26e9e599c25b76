package io.fairlead.server.embed;

import io.fairlead.api.pem.Identity;
import io.fairlead.api.pem.Pem;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.tls.CertificateForm;
import io.fairlead.server.tls.TlsConfig;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate that a member makes for itself, in its data directory where etcd has it: {@code fixtures/client} or {@code
 * fixtures/peer}. It is kept over restarts for as long as it is good.
 */
final class SelfSigned {
    private static final X500Principal NAME = new X500Principal("O=fairlead");
    private static final int SERIAL_BITS = 127;
    private static final int DAYS_PER_YEAR = 365;

    private final Disk disk;
    private final Instant now;

    SelfSigned(Disk disk, Instant now) {
        this.disk = disk;
        this.now = now;
    }

    /**
     * Makes the files where they are missing, damaged or out of date. Blocks.
     *
     * @param urls whose hosts the certificate is for
     */
    TlsConfig in(Path directory, List<URI> urls, int years) throws IOException {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        if (!isGood(certificate, key)) {
            disk.createDirectories(directory);
            try {
                write(certificate, key, hosts(urls), years);
            } catch (GeneralSecurityException e) {
                throw new IOException("can't make a certificate in " + directory + ": " + e.getMessage(), e);
            }
        }
        return TlsConfig.builder(certificate, key).trustsAnyone(true).build();
    }

    private boolean isGood(Path certificate, Path key) throws IOException {
        if (!disk.exists(certificate) || !disk.exists(key)) {
            return false;
        }
        try {
            return Identity.read(certificate, key)
                    .chain()
                    .get(0)
                    .getNotAfter()
                    .toInstant()
                    .isAfter(now);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> hosts(List<URI> urls) {
        return urls.stream()
                .map(URI::getHost)
                .map(host -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                .distinct()
                .toList();
    }

    private void write(Path certificate, Path key, List<String> hosts, int years)
            throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        CertificateForm form = new CertificateForm(
                new BigInteger(SERIAL_BITS, new SecureRandom()),
                NAME,
                now,
                now.plus((long) years * DAYS_PER_YEAR, ChronoUnit.DAYS),
                hosts,
                false);
        byte[] signed = form.signed(keys.getPublic(), NAME, keys.getPrivate());
        write(key, Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded()));
        write(certificate, Pem.text("CERTIFICATE", signed));
    }

    private void write(Path file, String text) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try (DiskFile open = disk.open(file)) {
            open.truncate(0);
            open.write(content, 0);
            open.force(true);
        }
    }
}
