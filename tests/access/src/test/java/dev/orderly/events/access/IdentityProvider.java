package dev.orderly.events.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.function.Supplier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** An identity provider with a key of its own: it publishes its metadata and its public key, and issues JWTs. */
final class IdentityProvider implements AutoCloseable {

    static final String AUDIENCE = "orderly";

    private final RSAKey key = newKey();
    private final HttpServer server;

    IdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        publish("/.well-known/openid-configuration", () -> """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys"}""".formatted(issuer()));
        publish("/keys", () -> new JWKSet(key.toPublicJWK()).toString());
        server.start();
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** A valid token. */
    String token(String subject, String scope) {
        return sign(key, claims(subject, scope).build());
    }

    /** The claims of a valid token, to change. */
    JWTClaimsSet.Builder claims(String subject, String scope) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .subject(subject)
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    /** A token with these claims and this provider's signature. */
    String token(JWTClaimsSet claims) {
        return sign(key, claims);
    }

    /** A token with these claims, signed by somebody who gives the key the same name. */
    String forgedToken(JWTClaimsSet claims) {
        return sign(newKey(), claims);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void publish(String path, Supplier<String> json) {
        server.createContext(path, exchange -> {
            try (exchange) {
                var body = json.get().getBytes(UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID("today")
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(RSAKey key, JWTClaimsSet claims) {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
