package io.fairlead.api.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes PEM. What can't be read fails with an {@link IOException} whose message names the file and says why. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private record Block(String label, String base64) {}

    private Pem() {}

    /** Every certificate of the file, in order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(content(file, block))));
                }
            }
        } catch (CertificateException e) {
            throw new IOException(file + " holds a certificate that can't be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM form");
        }
        return certificates;
    }

    /** The private key of the file, in one of the usual forms, of the algorithm of the public key that it is to go with. */
    static PrivateKey key(Path file, PublicKey goesWith) throws IOException {
        for (Block block : blocks(file)) {
            // Curve parameters and certificates may stand in the same file.
            if (block.label().endsWith("PRIVATE KEY")) {
                return key(file, block, goesWith);
            }
        }
        throw new IOException(file + " holds no private key in PEM form");
    }

    private static PrivateKey key(Path file, Block block, PublicKey goesWith) throws IOException {
        String algorithm = goesWith.getAlgorithm();
        return switch (block.label()) {
            case "PRIVATE KEY" -> decode(file, content(file, block), algorithm);
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                // An encrypted key of these forms has headers in front of its content.
                if (block.base64().contains(":")) {
                    throw unreadable(file, "an encrypted key");
                }
                yield decode(file, asPkcs8(content(file, block), goesWith), algorithm);
            }
            case "ENCRYPTED PRIVATE KEY" -> throw unreadable(file, "an encrypted key");
            default -> throw unreadable(file, "a key of unknown form, " + block.label());
        };
    }

    /** PKCS #1 and SEC 1 are what PKCS #8 wraps, and what it says besides stands in the public key as well. */
    private static byte[] asPkcs8(byte[] key, PublicKey goesWith) {
        return Der.sequence(Der.integer(BigInteger.ZERO), Der.firstOf(goesWith.getEncoded()), Der.octets(key));
    }

    private static PrivateKey decode(Path file, byte[] content, String algorithm) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no " + algorithm + " key, which the certificate calls for", e);
        }
    }

    private static IOException unreadable(Path file, String form) {
        return new IOException(file + " holds " + form + "; needed is one without a password, which 'openssl pkey -in "
                + file + " -out plain.pem' makes of it");
    }

    /** The numbers of all certificates that the revocation lists of the file name; PEM or the bare DER, at least one list. */
    public static Set<BigInteger> revoked(Path file) throws IOException {
        Set<BigInteger> numbers = new TreeSet<>();
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends CRL> lists =
                    CertificateFactory.getInstance("X.509").generateCRLs(in);
            if (lists.isEmpty()) {
                throw new IOException(file + " holds no revocation list");
            }
            for (CRL list : lists) {
                Set<? extends X509CRLEntry> entries = ((X509CRL) list).getRevokedCertificates();
                if (entries != null) {
                    entries.forEach(entry -> numbers.add(entry.getSerialNumber()));
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (CertificateException | CRLException e) {
            throw new IOException(file + " holds a revocation list that can't be read: " + e.getMessage(), e);
        }
        return numbers;
    }

    /** One block of a PEM file. */
    public static String text(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    private static List<Block> blocks(Path file) throws IOException {
        Matcher matcher = BLOCK.matcher(text(file));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private static byte[] content(Path file, Block block) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(block.base64());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: its content is no base64", e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + e, e);
        }
    }
}
