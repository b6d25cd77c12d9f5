package dev.orderly.events.support;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What of an exception gets into logs and dead letters. */
class CauseTextTests {

    @Test
    void jacksonsMessageQuotesValuesAndOnlyItsPlaceIsKept() {
        var failure = catchThrowableOfType(JacksonException.class, () -> JsonMapper.shared()
                .readValue("{\"lines\":[{\"quantity\":\"kim@example.com\"}]}", Order.class));

        assertThat(failure).hasMessageContaining("kim@example.com");
        assertThat(CauseText.of(failure)).endsWith(" at /lines/0/quantity").doesNotContain("kim");
    }

    @Test
    void theKeysOfAMapAreValuesToo() {
        var failure = catchThrowableOfType(JacksonException.class, () -> JsonMapper.shared()
                .readValue("{\"stock\":{\"kim@example.com\":\"x\"}}", Shelf.class));

        assertThat(CauseText.of(failure)).endsWith(" at /stock/(key left out)");
    }

    @Test
    void thePlaceInADocumentWithoutEndIsCutOff() {
        var loop = new ArrayList<>();
        loop.add(loop);

        var failure = catchThrowableOfType(
                JacksonException.class, () -> JsonMapper.shared().writeValueAsString(loop));

        assertThat(CauseText.of(failure)).endsWith(" at /0/0/0/0/0/0/0/0/0/0/...");
    }

    @Test
    void postgresDetailIsLeftOut() {
        var failure = new SQLException(
                "ERROR: duplicate key value violates unique constraint \"customer_email\"\n  Detail: Key (email)=(kim@example.com) already exists.",
                "23505");

        assertThat(CauseText.of(failure))
                .isEqualTo(
                        "java.sql.SQLException: ERROR: duplicate key value violates unique constraint \"customer_email\"");
        assertThat(CauseText.of(new DataIntegrityViolationException("SQL [insert]; " + failure.getMessage(), failure)))
                .contains("customer_email")
                .doesNotContain("kim");
    }

    @Test
    void aValueThatPostgresQuotesIsLeftOut() {
        assertThat(CauseText.of(new SQLException("ERROR: invalid input syntax for type uuid: \"kim@example.com\"")))
                .isEqualTo("java.sql.SQLException: ERROR: invalid input syntax for type uuid: (value left out)");
    }

    @Test
    void theMessageOfAHandlerIsKept() {
        assertThat(CauseText.of(new IllegalStateException("out of stock")))
                .isEqualTo("java.lang.IllegalStateException: out of stock");
    }

    @Test
    void anEmailAddressIsMasked() {
        assertThat(CauseText.of(new IllegalStateException("550 <kim.lee+shop@example.com>: unknown")))
                .isEqualTo("java.lang.IllegalStateException: 550 <k***@example.com>: unknown");
    }

    record Order(List<Line> lines) {}

    record Line(int quantity) {}

    record Shelf(Map<String, Integer> stock) {}
}
