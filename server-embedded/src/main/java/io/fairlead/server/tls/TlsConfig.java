package io.fairlead.server.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of a port and who may come in, with etcd's meaning. All files are PEM; all but the revocation lists are needed
 * from the start, and all are looked at again for each connection.
 *
 * @param certificate the port's certificate, followed by those between it and a root
 * @param key its private key, without a password
 * @param callerCertificate shown instead of {@code certificate} where the member dials others
 * @param callerKey goes with it
 * @param trustedCa who signs the certificates of callers; where it is given, callers must show one. Without it the JDK's roots
 *     decide
 * @param clientCertAuth callers must show a certificate; on the client port its common name says which user they are
 * @param revocations lists of certificates that are let in no more
 * @param allowedNames common names of which a certificate must have one; empty: any
 * @param allowedHosts host names or addresses of which a certificate must be for one; empty: any
 * @param checksOrigin whether a caller whose certificate names addresses must come from one of them; on the peer port
 * @param trustsAnyone encryption without proof, for certificates that members make for themselves
 */
public record TlsConfig(
        Path certificate,
        Path key,
        Optional<Path> callerCertificate,
        Optional<Path> callerKey,
        Optional<Path> trustedCa,
        boolean clientCertAuth,
        Optional<Path> revocations,
        List<String> allowedNames,
        List<String> allowedHosts,
        boolean checksOrigin,
        boolean trustsAnyone) {
    public TlsConfig {
        allowedNames = List.copyOf(allowedNames);
        allowedHosts = List.copyOf(allowedHosts);
        if (callerCertificate.isPresent() != callerKey.isPresent()) {
            throw new IllegalArgumentException(
                    "ClientKeyFile and ClientCertFile must both be present or both absent: key: "
                            + callerKey.map(Path::toString).orElse("") + ", cert: "
                            + callerCertificate.map(Path::toString).orElse("") + "]");
        }
        if (!allowedNames.isEmpty() && !allowedHosts.isEmpty()) {
            throw new IllegalArgumentException("AllowedCN and AllowedHostname are mutually exclusive (cns="
                    + allowedNames + ", hostnames=" + allowedHosts + ")");
        }
    }

    /** Whether callers have to show a certificate. */
    boolean requiresCertificate() {
        return trustedCa.isPresent() || clientCertAuth;
    }

    /** Starts from a certificate and its key, with which everybody is let in. */
    public static Builder builder(Path certificate, Path key) {
        return new Builder(certificate, key);
    }

    /** Collects a {@link TlsConfig}. */
    public static final class Builder {
        private final Path certificate;
        private final Path key;
        private Optional<Path> callerCertificate = Optional.empty();
        private Optional<Path> callerKey = Optional.empty();
        private Optional<Path> trustedCa = Optional.empty();
        private boolean clientCertAuth;
        private Optional<Path> revocations = Optional.empty();
        private List<String> allowedNames = List.of();
        private List<String> allowedHosts = List.of();
        private boolean checksOrigin = true;
        private boolean trustsAnyone;

        private Builder(Path certificate, Path key) {
            this.certificate = certificate;
            this.key = key;
        }

        /** What the member shows of itself where it dials others; default: the port's own certificate. */
        @CanIgnoreReturnValue
        public Builder caller(Optional<Path> itsCertificate, Optional<Path> itsKey) {
            callerCertificate = itsCertificate;
            callerKey = itsKey;
            return this;
        }

        /** Callers must show a certificate that one of these authorities signed. */
        @CanIgnoreReturnValue
        public Builder trustedCa(Path authorities) {
            trustedCa = Optional.of(authorities);
            return this;
        }

        @CanIgnoreReturnValue
        public Builder clientCertAuth(boolean value) {
            clientCertAuth = value;
            return this;
        }

        @CanIgnoreReturnValue
        public Builder revocations(Path lists) {
            revocations = Optional.of(lists);
            return this;
        }

        @CanIgnoreReturnValue
        public Builder allowedNames(List<String> commonNames) {
            allowedNames = commonNames;
            return this;
        }

        @CanIgnoreReturnValue
        public Builder allowedHosts(List<String> hosts) {
            allowedHosts = hosts;
            return this;
        }

        /** Default: true. Of no meaning on the client port. */
        @CanIgnoreReturnValue
        public Builder checksOrigin(boolean value) {
            checksOrigin = value;
            return this;
        }

        @CanIgnoreReturnValue
        public Builder trustsAnyone(boolean value) {
            trustsAnyone = value;
            return this;
        }

        /**
         * Puts the parts together; reads no file.
         *
         * @throws IllegalArgumentException if they don't fit, in etcd's words
         */
        public TlsConfig build() {
            return new TlsConfig(
                    certificate,
                    key,
                    callerCertificate,
                    callerKey,
                    trustedCa,
                    clientCertAuth,
                    revocations,
                    allowedNames,
                    allowedHosts,
                    checksOrigin,
                    trustsAnyone);
        }
    }
}
