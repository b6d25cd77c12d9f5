package dev.orderly.events.operator;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class PayloadMaskTests {

    private final PayloadMask mask = new PayloadMask(Set.of("name", "address"));

    @Test
    void personalValuesAreMaskedWhereverTheyAre() {
        assertThat(show("{\"id\":1,\"name\":\"Kim\",\"parcels\":[{\"address\":{\"city\":\"Seoul\"},\"weight\":2}]}"))
                .isEqualTo("{\"id\":1,\"name\":\"***\",\"parcels\":[{\"address\":\"***\",\"weight\":2}]}");
    }

    @Test
    void whatIsNoJsonIsNotShown() {
        assertThat(show("Kim, Seoul")).isNull();
        assertThat(mask.show(null)).isNull();
    }

    private String show(String payload) {
        return mask.show(payload.getBytes(UTF_8));
    }
}
