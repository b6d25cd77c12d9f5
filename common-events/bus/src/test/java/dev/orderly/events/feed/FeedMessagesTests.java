package dev.orderly.events.feed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FeedMessagesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"price\":12345678901234567.89,\"huge\":1E+400,\"tail\":1.50}",
                "{ \"spaced\" : [ 1 , 2 ] ,\"data\":{\"deep\":{}}}",
                "\"text with \\u00e9 and \u00e9\"",
                "-0.0",
                "true",
                "null",
                "[]"
            })
    void aPayloadKeepsItsBytes(String payload) {
        var page = """
                [{"specversion":"1.0","data":%s,"sequence":"00000000000000000007"},
                 {"sequence":"00000000000000000008","data":%s}]""".formatted(payload, payload);

        var messages = FeedMessages.messages("feed", page.getBytes(UTF_8));

        assertThat(messages)
                .extracting(each -> new String(each.payload(), UTF_8))
                .containsExactly(payload, payload);
        assertThat(messages).extracting(FeedMessages::positionOf).containsExactly(7L, 8L);
    }

    @Test
    void anEventWithoutDataHasNoPayload() {
        var messages = FeedMessages.messages("feed", "[{\"sequence\":\"1\"}]".getBytes(UTF_8));

        assertThat(messages).singleElement().satisfies(each -> assertThat(each.payload())
                .isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[{\"data\":{}}]", "[{\"sequence\":\"many\"}]"})
    void aPageThatCannotBeReadIsRefused(String page) {
        assertThatThrownBy(() -> FeedMessages.messages("feed", page.getBytes(UTF_8)))
                .isInstanceOf(IllegalStateException.class);
    }
}
