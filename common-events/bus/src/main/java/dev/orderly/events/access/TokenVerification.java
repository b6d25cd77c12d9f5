package dev.orderly.events.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/**
 * Verifies a bearer token: first whether it is one of {@code orderly.tokens}; else, if the application decodes JWTs, as a
 * JWT. Both give the same authorities, {@code SCOPE_orderly.reader} and {@code SCOPE_orderly.operator}.
 */
final class TokenVerification implements AuthenticationManager {

    private final ConfiguredTokens tokens;
    private final @Nullable JwtAuthenticationProvider jwts;

    TokenVerification(ConfiguredTokens tokens, @Nullable JwtAuthenticationProvider jwts) {
        this.tokens = tokens;
        this.jwts = jwts;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        var token = ((BearerTokenAuthenticationToken) request).getToken();
        var holder = tokens.find(token);
        if (holder.isPresent()) {
            var caller = holder.get();
            // Without the token: nothing after this needs it.
            return UsernamePasswordAuthenticationToken.authenticated(
                    caller.name(),
                    "",
                    caller.roles().stream().map(TokenVerification::authority).toList());
        }
        var verified = jwts == null ? null : jwts.authenticate(request);
        if (verified == null) {
            throw new InvalidBearerTokenException("The token is not known.");
        }
        return verified;
    }

    static SimpleGrantedAuthority authority(Role role) {
        return new SimpleGrantedAuthority("SCOPE_" + role.scope());
    }
}
