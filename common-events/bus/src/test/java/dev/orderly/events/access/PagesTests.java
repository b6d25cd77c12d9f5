package dev.orderly.events.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** What reaches an open operator's API from a page in somebody's browser. */
class PagesTests {

    private final Pages pages = new Pages(new HttpProperties(true, null).allowedHosts());

    @ParameterizedTest
    @CsvSource({
        "POST,   localhost:8080, http://evil.example",
        "POST,   localhost:8080, http://localhost:3000",
        "POST,   localhost:8080, null",
        "DELETE, localhost:8080, https://evil.example",
        "PUT,    127.0.0.1:8080, http://localhost:8080",
        "GET,    evil.example,   ",
        "POST,   evil.example:8080, http://evil.example:8080",
        "GET,    localhost.evil.example:8080, ",
        "GET,    ,               ",
    })
    void aPageOfAnotherSiteIsRefused(String method, @Nullable String host, @Nullable String origin) {
        assertThat(pages.couldHaveSent(request(method, host, origin))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, localhost:8080, ",
        "POST, localhost:8080, http://localhost:8080",
        "POST, LOCALHOST,      http://localhost",
        "POST, [::1]:8080,     http://[::1]:8080",
        "GET,  127.0.0.1:8080, http://evil.example",
    })
    void ownPagesAndProgramsAreNot(String method, String host, @Nullable String origin) {
        assertThat(pages.couldHaveSent(request(method, host, origin))).isFalse();
    }

    @ParameterizedTest
    @CsvSource("GET, order-service:8080,")
    void otherNamesCanBeAllowed(String method, String host, @Nullable String origin) {
        assertThat(new Pages(List.of("Order-Service")).couldHaveSent(request(method, host, origin)))
                .isFalse();
    }

    private static MockHttpServletRequest request(String method, @Nullable String host, @Nullable String origin) {
        var request = new MockHttpServletRequest(method, "/dead-letters");
        if (host != null) {
            request.addHeader("Host", host);
        }
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        return request;
    }
}
