package dev.orderly.console;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the console shows.
 *
 * @param services the services, each as {@code name=URL}
 * @param publicServices where a browser reaches the services, each as {@code name=URL}; the others at their URL above
 * @param token    the operator's token, which all services accept; empty if they are open
 * @param hosts    the names under which a browser may reach the console: another name is an attempt at DNS rebinding
 * @param demo     whether the services are the shop of the demo: its buttons are shown, and an order is placed at first
 * @param links    further pages, each as {@code name=URL}
 * @param stack    the process that started the services, which can also break them
 */
@ConfigurationProperties("console")
record ConsoleProperties(
        @DefaultValue List<String> services,
        @DefaultValue List<String> publicServices,
        @DefaultValue("") String token,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> hosts,
        @DefaultValue("false") boolean demo,
        @DefaultValue List<String> links,
        @DefaultValue Stack stack) {

    /** Where the console reaches each service, by name. */
    Map<String, URI> serviceUrls() {
        return urls(services);
    }

    /** Where a browser reaches each service, by name. */
    Map<String, URI> publicUrls() {
        var urls = serviceUrls();
        urls.putAll(urls(publicServices));
        return urls;
    }

    private static Map<String, URI> urls(List<String> services) {
        Map<String, URI> urls = new LinkedHashMap<>();
        services.forEach(each -> {
            var parts = each.strip().split("=", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException(
                        "console.services has \"%s\": write each service as name=URL".formatted(each));
            }
            urls.put(parts[0].strip(), URI.create(parts[1].strip()));
        });
        return urls;
    }

    /**
     * Where services can be killed, frozen and stopped.
     *
     * @param url   null or empty if nothing can be broken
     * @param token that it accepts
     */
    record Stack(@Nullable String url, @DefaultValue("") String token) {

        boolean isPresent() {
            return url != null && !url.isBlank();
        }
    }
}
