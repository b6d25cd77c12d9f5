package dev.orderly.shop.notification.domain;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ContactTests {

    @ParameterizedTest
    @CsvSource({
        "kim@example.com, k***@example.com",
        "k@example.com, k***@example.com",
        "'\"a@b\"@example.com', \"***@example.com",
        "\uD83D\uDE00smile@example.com, \uD83D\uDE00***@example.com",
        "@example.com, ***",
        "kim, ***",
        "'', ***"
    })
    void showsNoMoreOfTheAddressThanItsFirstLetter(String email, String masked) {
        assertThat(contact(email).maskedEmail()).isEqualTo(masked);
    }

    @Test
    void masksTheAddressInWhatAMailServerSays() {
        assertThat(contact("kim$1+x@example.com").mask("550 <KIM$1+x@Example.com>: no kim$1+x@example.com here"))
                .isEqualTo("550 <k***@example.com>: no k***@example.com here");
    }

    @Test
    void doesNotGiveItselfAwayAsText() {
        assertThat(contact("kim@example.com").toString()).doesNotContain("Kim", "kim@");
    }

    private static Contact contact(String email) {
        return new Contact(UUID.randomUUID(), "Kim", email);
    }
}
