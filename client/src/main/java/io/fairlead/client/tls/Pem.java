package io.fairlead.client.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. What can't be used fails with an {@link IOException} whose message names the file and says why. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private record Block(String label, String base64) {}

    private Pem() {}

    /** Every certificate of the file, in order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
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

    /** The private key of the file, of the algorithm of the public key that it is to go with. */
    static PrivateKey key(Path file, PublicKey goesWith) throws IOException {
        for (Block block : blocks(file)) {
            // Curve parameters and certificates may stand in the same file.
            if (block.label().endsWith("PRIVATE KEY")) {
                return key(file, block, goesWith.getAlgorithm());
            }
        }
        throw new IOException(file + " holds no private key in PEM form");
    }

    private static PrivateKey key(Path file, Block block, String algorithm) throws IOException {
        return switch (block.label()) {
            case "PRIVATE KEY" -> decode(file, content(file, block), algorithm);
            case "RSA PRIVATE KEY" -> throw unreadable(file, "a PKCS #1 key", "openssl pkcs8 -topk8 -nocrypt");
            case "EC PRIVATE KEY" -> throw unreadable(file, "a SEC 1 key", "openssl pkcs8 -topk8 -nocrypt");
            case "ENCRYPTED PRIVATE KEY" -> throw unreadable(file, "an encrypted key", "openssl pkey");
            default -> throw unreadable(file, "a key of unknown form, " + block.label(), "openssl pkey");
        };
    }

    private static PrivateKey decode(Path file, byte[] content, String algorithm) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no " + algorithm + " key, which the certificate calls for", e);
        }
    }

    private static IOException unreadable(Path file, String form, String command) {
        return new IOException(file + " holds " + form + "; needed is PKCS #8 without a password, which '" + command
                + " -in " + file + " -out pkcs8.pem' makes of it");
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
