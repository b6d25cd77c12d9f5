package dev.orderly.events.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The feed and the operator's API over HTTP.
 *
 * @param open         whether everyone who reaches the port may call them, without a token; only for a closed network
 * @param allowedHosts the names under which clients call them if they are open: what the Host header may contain, without the
 *                     port. Default: localhost, 127.0.0.1 and [::1]
 */
@ConfigurationProperties("orderly.http")
public record HttpProperties(@DefaultValue("false") boolean open, List<String> allowedHosts) {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    // The binder passes null for a property that is not set.
    public HttpProperties(boolean open, @Nullable List<String> allowedHosts) {
        this.open = open;
        this.allowedHosts = allowedHosts == null ? LOOPBACK : List.copyOf(allowedHosts);
    }
}
