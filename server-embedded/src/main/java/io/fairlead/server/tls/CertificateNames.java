package io.fairlead.server.tls;

import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Whom a certificate is for.
 *
 * @param hosts DNS names, one of which may begin with {@code *.}
 * @param addresses as the JDK writes them
 */
public record CertificateNames(Optional<String> commonName, List<String> hosts, List<String> addresses) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public CertificateNames {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
    }

    /** The certificate that the other side of a connection proved to have; empty where it showed none. */
    public static Optional<X509Certificate> shown(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** What stands in the certificate. */
    public static CertificateNames of(X509Certificate certificate) {
        List<String> hosts = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    hosts.add((String) name.get(1));
                } else if (name.get(0).equals(IP_ADDRESS)) {
                    addresses.add((String) name.get(1));
                }
            }
        } catch (CertificateParsingException e) {
            // Names that can't be read are none.
            hosts.clear();
            addresses.clear();
        }
        return new CertificateNames(
                commonName(certificate.getSubjectX500Principal().getName()), hosts, addresses);
    }

    /** The last common name in a subject as RFC 2253 writes it, as Go takes it. */
    static Optional<String> commonName(String subject) {
        try {
            return new LdapName(subject)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .filter(name -> !name.isEmpty())
                            .reduce((first, last) -> last);
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** Whether the certificate is for this host, a name or an address. */
    boolean areOf(String host) {
        return addresses.stream().anyMatch(address -> address.equalsIgnoreCase(host))
                || hosts.stream().anyMatch(pattern -> matches(pattern, host));
    }

    boolean areOf(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return areOf(scope < 0 ? text : text.substring(0, scope));
    }

    /** A star stands for one whole label, the first. */
    private static boolean matches(String pattern, String host) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        if (!wanted.startsWith("*.")) {
            return wanted.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && wanted.substring(1).equals(name.substring(dot));
    }
}
