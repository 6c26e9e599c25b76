package io.fairlead.server.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of signed tokens.
 *
 * @param verifying every token is verified by this one and no other, whatever the token says of itself
 * @param signing empty for a member that only verifies
 */
public record JwtKeys(Key verifying, Optional<Key> signing) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    // What PKCS #8 and X.509 put around the older forms of keys: DER of "version 0, this algorithm" and "this
    // algorithm".
    private static final String RSA_ALGORITHM = "300d06092a864886f70d0101010500";
    private static final String EC_ALGORITHM_P256 = "301306072a8648ce3d020106082a8648ce3d030107";
    private static final String EC_ALGORITHM_P384 = "301006072a8648ce3d020106052b81040022";
    private static final String EC_ALGORITHM_P521 = "301006072a8648ce3d020106052b81040023";

    /**
     * The keys out of the files that {@code options} name.
     *
     * @param publicKey content of the file of the public key
     * @param privateKey content of the file of the private key, or the secret
     * @throws IllegalArgumentException if they are no keys of the method
     */
    public static JwtKeys of(JwtOptions options, Optional<byte[]> publicKey, Optional<byte[]> privateKey) {
        if (options.isHmac()) {
            Key secret = new SecretKeySpec(privateKey.orElseThrow(), "HMAC");
            return new JwtKeys(secret, Optional.of(secret));
        }
        try {
            Optional<Key> signing = Optional.empty();
            if (privateKey.isPresent()) {
                signing = Optional.of(privateKey(options.method(), privateKey.get()));
            }
            Key verifying = publicKey.isPresent()
                    ? publicKey(options.method(), publicKey.get())
                    : publicHalf(signing.orElseThrow());
            return new JwtKeys(verifying, signing);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "auth: invalid auth options: keys for " + options.method() + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(String method, byte[] file) throws GeneralSecurityException {
        Block block = block(file);
        byte[] encoded = switch (block.type) {
            case "PRIVATE KEY" -> block.bytes();
            case "RSA PRIVATE KEY" -> inPkcs8(RSA_ALGORITHM, block.bytes());
            case "EC PRIVATE KEY" -> inPkcs8(curve(method), block.bytes());
            default -> throw new IllegalArgumentException("no private key but a " + block.type);
        };
        return factory(method).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static PublicKey publicKey(String method, byte[] file) throws GeneralSecurityException {
        Block block = block(file);
        return switch (block.type) {
            case "PUBLIC KEY" -> factory(method).generatePublic(new X509EncodedKeySpec(block.bytes()));
            case "RSA PUBLIC KEY" ->
                factory(method)
                        .generatePublic(new X509EncodedKeySpec(sequence(hex(RSA_ALGORITHM), bitString(block.bytes()))));
            case "CERTIFICATE" ->
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.bytes()))
                        .getPublicKey();
            default -> throw new IllegalArgumentException("no public key but a " + block.type);
        };
    }

    private static PublicKey publicHalf(Key key) throws GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        throw new IllegalArgumentException("auth: invalid auth options: pub-key: none, and priv-key does not tell it");
    }

    private static KeyFactory factory(String method) throws GeneralSecurityException {
        return KeyFactory.getInstance(
                switch (method.substring(0, 2)) {
                    case "RS", "PS" -> "RSA";
                    case "ES" -> "EC";
                    default -> "Ed25519";
                });
    }

    private static String curve(String method) {
        return switch (method) {
            case "ES384" -> EC_ALGORITHM_P384;
            case "ES512" -> EC_ALGORITHM_P521;
            default -> EC_ALGORITHM_P256;
        };
    }

    /** The first block that holds a key or a certificate; tools put the curve's parameters in front of some keys. */
    private static Block block(byte[] file) {
        Matcher matcher = PEM.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            if (matcher.group(1).endsWith("KEY") || matcher.group(1).equals("CERTIFICATE")) {
                return new Block(matcher.group(1), matcher.group(2));
            }
        }
        throw new IllegalArgumentException("no key in PEM");
    }

    private static byte[] inPkcs8(String algorithm, byte[] key) {
        return sequence(hex("020100"), hex(algorithm), der(0x04, key));
    }

    private static byte[] bitString(byte[] content) {
        return der(0x03, join(new byte[1], content));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, join(parts));
    }

    /** A DER value: its tag, its length in as few bytes as it takes, its content. */
    private static byte[] der(int tag, byte[] content) {
        int size = content.length;
        byte[] head;
        if (size < 0x80) {
            head = new byte[] {(byte) tag, (byte) size};
        } else if (size < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) size};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
        }
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Keys are secrets. */
    @Override
    public String toString() {
        return "JwtKeys[***]";
    }

    private record Block(String type, String base64) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }
}
