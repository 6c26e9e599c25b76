package io.fairlead.api.pem;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate with what leads from it to a root, and its private key.
 *
 * @param alias names this certificate and no other
 */
public record Identity(String alias, List<X509Certificate> chain, PrivateKey key) {
    /**
     * Reads both files and sees to it that they belong together. Blocks.
     *
     * @throws IOException if one can't be used, or they don't belong together; the message names them
     */
    public static Identity read(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PublicKey certified = chain.get(0).getPublicKey();
        PrivateKey secret = Pem.key(key, certified);
        if (!belongTogether(certified, secret)) {
            throw new IOException(key + " is not the key of the certificate " + certificate);
        }
        return new Identity(fingerprint(certificate, chain.get(0)), chain, secret);
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(
                    switch (certified.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> certified.getAlgorithm();
                    });
            byte[] probe = {1, 2, 3};
            signature.initSign(secret);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String fingerprint(Path file, X509Certificate certificate) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new IOException(file + " holds a certificate that can't be written again", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Identity[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
